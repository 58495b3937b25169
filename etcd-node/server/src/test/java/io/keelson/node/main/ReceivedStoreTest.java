package io.keelson.node.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.keelson.bytes.Bytes;
import io.keelson.node.apply.AppliedIndex;
import io.keelson.node.disk.RealDisk;
import io.keelson.node.engine.RocksEngine;
import io.keelson.node.link.SnapshotSink;
import io.keelson.node.log.Logger;
import io.keelson.node.members.MemberTable.Identity;
import io.keelson.node.mvcc.HistoryHasher;
import io.keelson.node.mvcc.KeyValueHash;
import io.keelson.node.mvcc.MvccStore;
import io.keelson.node.mvcc.StoreView;
import io.keelson.node.restore.StoreFolders;
import io.keelson.node.snapshot.MemberSnapshot;
import io.keelson.node.wal.Wal;
import io.keelson.node.wal.WalConfig;
import io.keelson.node.wal.WalReader;
import io.keelson.node.wal.WalSnapshot;
import io.keelson.proto.etcdserverpb.CompactionRequest;
import io.keelson.proto.etcdserverpb.KVGrpc;
import io.keelson.proto.etcdserverpb.LeaseGrantRequest;
import io.keelson.proto.etcdserverpb.LeaseGrpc;
import io.keelson.proto.etcdserverpb.PutRequest;
import io.keelson.raft.HardState;
import io.keelson.raft.Message;
import io.keelson.raft.SnapshotMeta;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A member that fell behind receives the state of one that is further on, and stops at each step of
 * taking it over. Both are the same member of a cluster of one, whose folder was copied.
 */
final class ReceivedStoreTest {
  private static final Identity SELF = new Identity(1, 2);

  private final RealDisk disk = new RealDisk();
  @TempDir private Path folder;
  private SnapshotMeta meta = new SnapshotMeta(0, 0, io.keelson.raft.ConfState.EMPTY);
  private byte[] content = new byte[0];
  private Bytes membership = Bytes.EMPTY;
  private KeyValueHash behind = new KeyValueHash(0, 0, 0);
  private KeyValueHash ahead = new KeyValueHash(0, 0, 0);
  private final List<TestNode> running = new ArrayList<>();

  @BeforeEach
  void runBoth() throws Exception {
    try (TestNode node = TestNode.start(folder.resolve("behind"))) {
      put(node, 0, 30);
      behind = hash(node);
    }
    copy(folder.resolve("behind"), folder.resolve("ahead"));
    try (TestNode node = TestNode.start(folder.resolve("ahead"))) {
      put(node, 10, 60);
      LeaseGrpc.newBlockingStub(node.channel())
          .leaseGrant(LeaseGrantRequest.newBuilder().setID(77).setTTL(100).build());
      KVGrpc.newBlockingStub(node.channel())
          .compact(CompactionRequest.newBuilder().setRevision(40).setPhysical(true).build());
      put(node, 0, 5);
      ahead = hash(node);
      try (MemberSnapshot snapshot = new MemberSnapshot(node.node.store().view())) {
        meta = snapshot.meta();
        membership = snapshot.membership();
        content = new byte[(int) snapshot.sizeBytes()];
        assertThat(snapshot.read(content, 0, content.length)).isEqualTo(content.length);
      }
    }
  }

  @AfterEach
  void stop() throws IOException {
    for (TestNode node : List.copyOf(running)) {
      close(node);
    }
  }

  private static void put(TestNode node, int from, int to) {
    for (int i = from; i < to; i++) {
      KVGrpc.newBlockingStub(node.channel())
          .put(
              PutRequest.newBuilder()
                  .setKey(ByteString.copyFromUtf8("key" + i))
                  .setValue(ByteString.copyFromUtf8("x".repeat(i * 7)))
                  .build());
    }
  }

  private static KeyValueHash hash(TestNode node) {
    MvccStore store = node.node.store();
    StoreView view = store.view();
    try {
      return HistoryHasher.hash(view, node.node.maintenance().finishedRevision(), 0);
    } finally {
      view.release();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }

  private Path member() {
    return folder.resolve("behind").resolve("member");
  }

  private StoreFolders folders() {
    return new StoreFolders(disk, member());
  }

  /** The store is complete in its folder, as if Raft had been handed the message. */
  private void receive() throws Exception {
    List<Message> received = new ArrayList<>();
    CountDownLatch isReceived = new CountDownLatch(1);
    try (TestNode other = TestNode.start(folder.resolve("other"))) {
      MemberSnapshots snapshots =
          new MemberSnapshots(
              new MemberSnapshots.Parts(
                  disk,
                  folders(),
                  SELF,
                  other.node.store(),
                  new AppliedIndex(3),
                  RocksEngine::new,
                  new JobThread("snapshot"),
                  Duration.ofSeconds(3),
                  1,
                  message -> {
                    received.add(message);
                    isReceived.countDown();
                  },
                  Logger.silent()));
      Message message =
          new Message(Message.Type.SNAP, 1, 9, 5, 0, 0, List.of(), 0, false, 0, Bytes.EMPTY, meta);
      SnapshotSink sink = snapshots.receiver().open(message, membership);
      sink.write(content, 0, content.length);
      sink.finish();
      assertThat(isReceived.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(received).containsExactly(message);
      snapshots.receiver().decided(meta.index(), true);
      snapshots.stop();
    }
  }

  private void writeLog() throws IOException {
    WalConfig config = WalConfig.inMemberDirectory(member());
    WalSnapshot from =
        WalReader.validSnapshots(disk, config).stream()
            .max(Comparator.comparingLong(WalSnapshot::index))
            .orElseThrow();
    try (Wal wal = Wal.open(disk, config, from).wal()) {
      wal.restartFrom(
          new WalSnapshot(meta.index(), meta.term(), meta.confState()),
          new HardState(meta.term(), 0, meta.index()));
      wal.sync();
    }
  }

  private TestNode start() throws Exception {
    TestNode node = TestNode.start(folder.resolve("behind"));
    running.add(node);
    return node;
  }

  private TestNode startsWith(KeyValueHash expected) throws Exception {
    TestNode node = start();
    assertThat(hash(node)).isEqualTo(expected);
    return node;
  }

  private void close(TestNode node) throws IOException {
    running.remove(node);
    node.close();
  }

  private List<String> stores() throws IOException {
    return disk.list(member()).stream()
        .filter(name -> name.startsWith("store") || name.startsWith("db"))
        .toList();
  }

  private String received() {
    return "store-%016x".formatted(meta.index());
  }

  @Test
  void beforeTheLogNamesItNothingHasHappened() throws Exception {
    receive();
    disk.createDirectories(folders().receiving(meta.index() + 5));
    disk.create(folders().receivingFile(meta.index() + 5)).close();
    TestNode node = startsWith(behind);
    assertThat(stores()).containsExactly("store");
    put(node, 0, 3);
  }

  @Test
  void onceTheLogNamesItItIsTheStore() throws Exception {
    receive();
    writeLog();
    TestNode node = startsWith(ahead);
    assertThat(stores()).containsExactly(received(), "store.current");
    assertThat(node.node.leases().table().exists(77)).isTrue();
    put(node, 0, 20);
    KeyValueHash next = hash(node);
    close(node);
    close(startsWith(next));
    startsWith(next);
  }

  @Test
  void onceItIsNamedTheOldOneIsDeleted() throws Exception {
    receive();
    writeLog();
    folders().switchTo(meta.index());
    assertThat(stores()).containsExactly("store", received(), "store.current");
    startsWith(ahead);
    assertThat(stores()).containsExactly(received(), "store.current");
  }

  @Test
  void refusesAStartWithoutTheStoreThatTheLogGoesOnFrom() throws Exception {
    receive();
    writeLog();
    folders().discard(meta.index());
    assertThatThrownBy(() -> TestNode.start(folder.resolve("behind")))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("the received store is missing");
  }

  /** While it runs, by way of the apply agent. */
  @Test
  void takesThePlaceOfTheRunningStore() throws Exception {
    TestNode node = start();
    receive();
    StoreView old = node.node.store().view();
    node.node.replaceStore(meta.index());
    assertThat(HistoryHasher.hash(old, -1, 0)).isEqualTo(behind);
    assertThat(stores()).contains("store");
    old.release();
    assertThat(folders().current()).isEqualTo(member().resolve(received()));
    node.node.engine().flush(true);
  }
}
