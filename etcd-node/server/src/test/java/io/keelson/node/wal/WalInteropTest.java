package io.keelson.node.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.node.Reference;
import io.keelson.node.disk.RealDisk;
import io.keelson.raft.Entry;
import io.keelson.raft.EntryType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Upstream's own reader on our logs, and our reader on logs of upstream. Needs the programs that
 * {@code e2e/reference/build} makes; skipped without them.
 */
@Timeout(120)
final class WalInteropTest {
  private static final List<String> VERSIONS = List.of("3.5", "3.6", "3.7");

  private final RealDisk disk = new RealDisk();
  @TempDir private Path folder;

  @Test
  void upstreamReadsOurLog() throws IOException, InterruptedException {
    WalConfig config =
        new WalConfig(folder.resolve("wal"), folder.resolve("wal.persisted"), 1 << 20, 1 << 24);
    Wal wal = Wal.create(disk, config, WalFixture.METADATA);
    SegmentPreparer preparer = new SegmentPreparer(disk, config);
    write(wal, 1, 300);
    wal.append(null, List.of(WalFixture.entry(4, 290, 5)));
    wal.close();
    wal = Wal.open(disk, config, WalSnapshot.NONE).wal();
    wal.offerPrepared(preparer.prepare());
    write(wal, 291, 600);
    assertThat(SegmentName.list(disk, config.directory())).hasSizeGreaterThan(2);
    // While it is open: upstream reads without a lock.
    for (String version : VERSIONS) {
      assertSame(version, config, WalSnapshot.NONE);
      assertSame(version, config, WalFixture.snapshot(200, 3));
    }
    wal.releaseTo(400);
    assertThat(disk.list(config.directory())).anyMatch(name -> name.endsWith(".spare.tmp"));
    for (String version : VERSIONS) {
      assertSame(version, config, WalFixture.snapshot(400, 5));
    }
    wal.close();
    for (String version : VERSIONS) {
      assertSame(version, config, WalFixture.snapshot(400, 5));
    }
  }

  private static void write(Wal wal, int first, int last) throws IOException {
    for (int i = first; i <= last; i++) {
      int term = 1 + i / 100;
      wal.append(
          i % 3 == 0 ? WalFixture.state(term, i) : null,
          List.of(WalFixture.entry(term, i, i * 37 % 9000)));
      if (i % 5 == 0) {
        wal.sync();
      }
      if (i % 100 == 0) {
        wal.saveSnapshot(WalFixture.snapshot(i, term));
        wal.sync();
      }
    }
  }

  @Test
  void upstreamAndWeContinueTheSameLog() throws IOException, InterruptedException {
    for (String version : VERSIONS) {
      Path data = folder.resolve("data-" + version);
      runEtcd(version, data);
      WalConfig config = WalConfig.inMemberDirectory(data.resolve("member"));
      assertSame(version, config, WalSnapshot.NONE);
      long read = continueLog(config, false);
      assertSame(version, config, WalSnapshot.NONE);
      runEtcd(version, data);
      assertSame(version, config, WalSnapshot.NONE);
      assertThat(continueLog(config, true)).isGreaterThanOrEqualTo(read + 12);
      assertSame(version, config, WalSnapshot.NONE);
    }
  }

  /** Opens upstream's log, appends what changes nothing, and returns the last index. */
  private long continueLog(WalConfig config, boolean expectsMark) throws IOException {
    WalRecovery recovery = Wal.open(disk, config, WalSnapshot.NONE);
    assertThat(recovery.repair()).isNull();
    assertThat(recovery.hadMark()).isEqualTo(expectsMark);
    assertThat(recovery.entries().getFirst().type()).isEqualTo(EntryType.CONF_CHANGE);
    recovery.wal().append(recovery.hardState(), List.of(recovery.entries().getLast()));
    recovery.wal().close();
    return recovery.wal().lastIndex();
  }

  private void assertSame(String version, WalConfig config, WalSnapshot from)
      throws IOException, InterruptedException {
    WalContents contents = WalReader.read(disk, config, from);
    List<String> expected = new ArrayList<>();
    for (WalSnapshot snapshot : WalReader.validSnapshots(disk, config)) {
      expected.add(
          "snapshot index=%d term=%d voters=%s learners=%s"
              .formatted(
                  snapshot.index(),
                  snapshot.term(),
                  hex(snapshot.confState().voters()),
                  hex(snapshot.confState().learners())));
    }
    expected.add(
        "metadata node=%x cluster=%x"
            .formatted(contents.metadata().nodeId(), contents.metadata().clusterId()));
    expected.add(
        "hardstate term=%d vote=%x commit=%d"
            .formatted(
                contents.hardState().term(),
                contents.hardState().vote(),
                contents.hardState().commit()));
    for (Entry entry : contents.entries()) {
      CRC32C crc = new CRC32C();
      crc.update(entry.data().buffer());
      expected.add(
          "entry index=%d term=%d type=%s len=%d crc32c=%08x"
              .formatted(
                  entry.index(),
                  entry.term(),
                  entry.type() == EntryType.NORMAL ? "EntryNormal" : "EntryConfChange",
                  entry.data().length(),
                  crc.getValue()));
    }
    Path output = folder.resolve("walcat.txt");
    Process walcat =
        new ProcessBuilder(
                Reference.program(version, "walcat").toString(),
                config.directory().toString(),
                Long.toString(from.index()),
                Long.toString(from.term()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    int exit = walcat.waitFor();
    assertThat(Files.readAllLines(output)).as("walcat %s", version).isEqualTo(expected);
    assertThat(exit).isZero();
  }

  private static String hex(List<Long> ids) {
    return "[" + String.join(" ", ids.stream().map(Long::toHexString).toList()) + "]";
  }

  private void runEtcd(String version, Path data) throws IOException, InterruptedException {
    String client = "http://127.0.0.1:" + Reference.freePort();
    String peer = "http://127.0.0.1:" + Reference.freePort();
    Process etcd =
        new ProcessBuilder(
                Reference.program(version, "etcd").toString(),
                "--data-dir=" + data,
                "--name=m1",
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=m1=" + peer,
                "--snapshot-count=5")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("etcd.log").toFile())
            .start();
    try {
      for (int i = 0; i < 12; i++) {
        put(version, client, "key" + i, "x".repeat(i * 300));
      }
    } finally {
      etcd.destroy();
      assertThat(etcd.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private void put(String version, String client, String key, String value)
      throws IOException, InterruptedException {
    Process put =
        new ProcessBuilder(
                Reference.program(version, "etcdctl").toString(),
                "--endpoints=" + client,
                "put",
                key,
                value)
            .redirectErrorStream(true)
            .start();
    String output = new String(put.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(put.waitFor()).as(output).isZero();
  }
}
