package io.keelson.node.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.bytes.Bytes;
import io.keelson.node.Reference;
import io.keelson.node.bolt.BoltFile;
import io.keelson.node.disk.RealDisk;
import io.keelson.node.engine.EngineConfig;
import io.keelson.node.engine.RocksEngine;
import io.keelson.node.link.SnapshotSink;
import io.keelson.node.log.Logger;
import io.keelson.node.members.Member;
import io.keelson.node.members.MemberTable.Identity;
import io.keelson.node.mvcc.HistoryHasher;
import io.keelson.node.mvcc.MvccStore;
import io.keelson.node.mvcc.StoreView;
import io.keelson.raft.ConfState;
import io.keelson.raft.Message;
import io.keelson.raft.SnapshotMeta;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases of upstream's members, as they send them, become stores with the same HashKV. */
final class UpstreamReceptionTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"3.5", "3.6", "3.7"})
  void hasTheHashOfUpstream(String version) throws Exception {
    Path data = folder.resolve("data");
    long hash = runEtcd(version, data);
    Path database = data.resolve("member").resolve("snap").resolve("db");
    SnapshotMeta meta = meta(database);
    StoreFolders folders = new StoreFolders(new RealDisk(), folder);
    List<Message> received = new ArrayList<>();
    SnapshotReceiver receiver =
        new SnapshotReceiver(
            new SnapshotReceiver.Parts(
                new SnapshotReceiver.Place(
                    new RealDisk(), folders, RocksEngine::new, Duration.ofSeconds(3)),
                new Identity(1, 2),
                "3.7.0",
                view -> {},
                Runnable::run,
                () -> 0,
                received::add,
                Logger.silent()));
    Message message =
        new Message(Message.Type.SNAP, 1, 9, 5, 0, 0, List.of(), 0, false, 0, Bytes.EMPTY, meta);
    SnapshotSink sink = receiver.open(message, Bytes.EMPTY);
    byte[] content = Files.readAllBytes(database);
    sink.write(content, 0, content.length);
    sink.finish();
    assertThat(received).hasSize(1);
    EngineConfig config = new EngineConfig(folders.received(meta.index()), 16 << 20, 8 << 20, 2);
    try (RocksEngine engine = new RocksEngine(config)) {
      MvccStore store = new MvccStore(engine);
      StoreView view = store.view();
      assertThat(HistoryHasher.hash(view, store.finishedCompactRevision(), 0).hash())
          .isEqualTo(hash);
      view.release();
      store.close();
    }
  }

  private static SnapshotMeta meta(Path path) throws IOException {
    try (BoltFile file = SnapshotFile.openChecked(path)) {
      EtcdDatabase database = new EtcdDatabase(file);
      List<Long> ids = database.members().stream().map(Member::id).toList();
      return new SnapshotMeta(database.consistentIndex(), database.term(), ConfState.ofVoters(ids));
    }
  }

  private long runEtcd(String version, Path data) throws IOException, InterruptedException {
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
                "--initial-cluster=m1=" + peer)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("etcd.log").toFile())
            .start();
    try {
      for (int i = 0; i < 12; i++) {
        etcdctl(version, client, "put", "key" + i % 5, "x".repeat(i * 300));
      }
      etcdctl(version, client, "del", "key3");
      etcdctl(version, client, "compact", "9", "--physical");
      etcdctl(version, client, "put", "key4", "last");
      String row = etcdctl(version, client, "endpoint", "hashkv").strip();
      return Long.parseLong(row.replaceFirst("^[^,]*, *(\\d+).*$", "$1"));
    } finally {
      etcd.destroy();
      assertThat(etcd.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static String etcdctl(String version, String client, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Reference.program(version, "etcdctl").toString());
    command.add("--endpoints=" + client);
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
