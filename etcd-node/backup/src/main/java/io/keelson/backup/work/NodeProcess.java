package io.keelson.backup.work;

import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Reason;
import io.keelson.backup.request.Request;
import io.keelson.backup.source.MemberCalls;
import io.keelson.backup.source.MemberState;
import io.keelson.backup.source.SourceClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The node's own program on a data directory, seen by nobody but this process. One thread. */
final class NodeProcess implements AutoCloseable {
  private static final Duration STOP = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 100;
  private static final int LOG_LINES = 5;
  private static final String NAME = "etcd-backup";
  private static final String NODE_OPTIONS = "-Xms32m -Xmx96m -XX:+UseSerialGC";

  private final Process process;
  private final Path log;
  private final SourceClient client;

  private NodeProcess(Process process, Path log, SourceClient client) {
    this.process = process;
    this.log = log;
    this.client = client;
  }

  /** An address on this host only. */
  static String freeUrl() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "http://127.0.0.1:" + socket.getLocalPort();
    }
  }

  /**
   * Starts.
   *
   * @param node the program
   * @param dataDir what it starts on
   * @param log file for its lines
   * @param more further flags
   */
  static NodeProcess start(Path node, Path dataDir, Path log, List<String> more)
      throws IOException {
    if (!Files.isExecutable(node)) {
      throw new BackupException(
          Reason.INTERNAL,
          node + " is not there: use the image etcd-backup, or set KEELSON_NODE to bin/etcd");
    }
    String client = freeUrl();
    String peer = freeUrl();
    List<String> command =
        new ArrayList<>(
            List.of(
                node.toString(),
                "--name=" + NAME,
                "--data-dir=" + dataDir,
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=" + NAME + "=" + peer,
                "--logger=zap"));
    command.addAll(more);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("ETCD_"));
    builder.environment().putIfAbsent("KEELSON_JAVA_OPTS", NODE_OPTIONS);
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    Process process = builder.start();
    try {
      Request.Source source =
          new Request.Source(
              List.of(client), false, null, Request.Prefer.ANY, Long.MAX_VALUE, false);
      return new NodeProcess(process, log, SourceClient.open(source, dataDir, dataDir));
    } catch (BackupException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** Calls to it. */
  MemberCalls calls() {
    return client.members().getFirst();
  }

  /**
   * Waits until it leads and answers.
   *
   * @throws BackupException if it ends, or does not answer in time; with its last lines
   */
  MemberState awaitLeader(Duration most) throws IOException, InterruptedException {
    long started = System.nanoTime();
    while (System.nanoTime() - started < most.toNanos()) {
      if (!process.isAlive()) {
        throw new BackupException(
            Reason.INTERNAL,
            "the node ended with %d on the data (%s)".formatted(process.exitValue(), lastLines()));
      }
      @Nullable MemberState state = status();
      if (state != null && state.isLeader()) {
        return state;
      }
      Thread.sleep(POLL_MILLIS);
    }
    throw new BackupException(
        Reason.INTERNAL,
        "the node did not begin to serve within %d s (%s)"
            .formatted(most.toSeconds(), lastLines()));
  }

  private @Nullable MemberState status() {
    try {
      return calls().status();
    } catch (BackupException e) {
      return null; // not yet
    }
  }

  /** Lines of its log with a text. */
  List<String> lines(String text) throws IOException {
    try (Stream<String> lines = Files.lines(log, StandardCharsets.UTF_8)) {
      return lines.filter(line -> line.contains(text)).limit(LOG_LINES).toList();
    }
  }

  private String lastLines() throws IOException {
    try (Stream<String> lines = Files.lines(log, StandardCharsets.UTF_8)) {
      List<String> wrong =
          lines
              .filter(
                  line ->
                      line.contains("\"error\"") || line.contains("fatal") || !line.startsWith("{"))
              .toList();
      return wrong.stream()
          .skip(Math.max(0, wrong.size() - LOG_LINES))
          .map(line -> line.substring(0, Math.min(line.length(), 300)))
          .collect(Collectors.joining(" | "));
    }
  }

  /** Ends it, orderly if it can. */
  @Override
  public void close() {
    client.close();
    process.destroy();
    boolean isInterrupted = false;
    try {
      if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      isInterrupted = true;
      process.destroyForcibly();
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
