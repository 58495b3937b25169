package io.keelson.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import io.keelson.e2e.process.EtcdProcess;
import io.keelson.e2e.process.FreePorts;
import io.keelson.proto.etcdserverpb.PutRequest;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start that cannot succeed ends soon, with an exit code and one line that says why. */
@BesideOthers
final class BadStartIT {
  private static final Duration EXIT_LIMIT = Duration.ofSeconds(20);

  @Test
  void unknownFlag() {
    expect(Requires.subject().flag("no-such-flag", "1"), 2, "no-such-flag");
  }

  @Test
  void badUrl() {
    expect(Requires.subject().flag("listen-client-urls", "nonsense"), 2, "nonsense");
  }

  @Test
  void unreadableCertificate(@TempDir Path folder) {
    String missing = folder.resolve("missing.pem").toString();
    expect(
        Requires.subject()
            .flag("listen-client-urls", "https://127.0.0.1:" + FreePorts.take())
            .flag("cert-file", missing)
            .flag("key-file", missing),
        1,
        missing);
  }

  @Test
  void portInUse() throws IOException {
    int port = FreePorts.take();
    try (var taken = new ServerSocket()) {
      taken.bind(FreePorts.loopback(port));
      expect(
          Requires.subject().flag("listen-client-urls", "http://127.0.0.1:" + port),
          1,
          Integer.toString(port));
    }
  }

  @Test
  void fileInPlaceOfTheDataDir(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "not a folder");
    expect(Requires.subject().flag("data-dir", file.toString()), 1, file.toString());
    assertThat(file).hasContent("not a folder");
  }

  /** The reader of the file would warn in words of its own. */
  @Test
  void nothingButItsOwnLines(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "not a folder");
    Path config =
        Files.writeString(folder.resolve("config"), "name: a\nname: b\ndata-dir: " + file + "\n");
    try (EtcdProcess process =
        Requires.subject().flag("config-file", config.toString()).prepare()) {
      process.launch();
      assertEnds(process, 1, file.toString());
      assertThat(process.output().lines()).allMatch(line -> line.startsWith("{"));
    }
  }

  /** The second ends, and the first does not notice. */
  @Test
  void dataDirOfARunningProcess() {
    EtcdProcess.Spec spec = Requires.subject();
    assumeTrue(spec.label().equals("keelson"), "upstream waits for the lock instead");
    try (EtcdProcess first = spec.start()) {
      String dataDir = first.dataDir().toString();
      expect(Requires.subject().flag("data-dir", dataDir), 1, dataDir);
      assertThat(first.client().answers(Duration.ofSeconds(5))).isTrue();
    }
  }

  /** A log and a store that belong to different clusters. */
  @Test
  void logOfAnotherCluster() throws IOException {
    assumeTrue(Requires.subject().label().equals("keelson"), "upstream does not compare the two");
    try (EtcdProcess one = Requires.subject().flag("initial-cluster-token", "one").start();
        EtcdProcess two = Requires.subject().flag("initial-cluster-token", "two").start()) {
      for (EtcdProcess node : List.of(one, two)) {
        ByteString key = ByteString.copyFromUtf8(node.endpoint());
        var _ = node.client().kv().put(PutRequest.newBuilder().setKey(key).build());
        node.kill9();
      }
      Path log = one.dataDir().resolve("member/wal");
      Path other = two.dataDir().resolve("member/wal");
      assumeTrue(Files.isDirectory(log) && Files.isDirectory(other), "no member/wal to exchange");
      Files.move(log, log.resolveSibling("wal.away"));
      Files.move(other, log);
      one.launch();
      assertEnds(one, 1, "cluster");
    }
  }

  @Test
  void dataDirOfANewerFormat(@TempDir Path folder) throws IOException {
    assumeTrue(Requires.subject().label().equals("keelson"), "upstream marks its format elsewhere");
    Path format = Files.createDirectories(folder.resolve("member")).resolve("format");
    Files.writeString(format, "keelson store format 2\n");
    expect(Requires.subject().flag("data-dir", folder.toString()), 1, "keelson store format 2");
    assertThat(folder.resolve("member/wal")).doesNotExist();
    assertThat(format).hasContent("keelson store format 2");
  }

  private static void expect(EtcdProcess.Spec spec, int exitCode, String mentioned) {
    try (EtcdProcess process = spec.prepare()) {
      process.launch();
      assertEnds(process, exitCode, mentioned);
    }
  }

  private static void assertEnds(EtcdProcess process, int exitCode, String mentioned) {
    int code = process.waitForExit(EXIT_LIMIT);
    String output = process.output();
    assertThat(code).as("exit code; output:%n%s", output).isEqualTo(exitCode);
    // The start line repeats the flags, so the words alone prove nothing.
    assertThat(output.lines().filter(BadStartIT::isComplaint))
        .as("a complaint that names %s; output:%n%s", mentioned, output)
        .anyMatch(line -> line.contains(mentioned));
    assertThat(output.lines()).as("no stack trace").noneMatch(line -> line.startsWith("\tat "));
  }

  private static boolean isComplaint(String line) {
    String lower = line.toLowerCase(Locale.ROOT);
    return !lower.contains("\"level\":\"info\"")
        && List.of("error", "fatal", "panic", "fail", "invalid", "not defined", "cannot", "unknown")
            .stream()
            .anyMatch(lower::contains);
  }
}
