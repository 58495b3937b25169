package io.keelson.node.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.keelson.bytes.Bytes;
import io.keelson.node.disk.RealDisk;
import io.keelson.node.link.SnapshotBody;
import io.keelson.node.link.StateSource;
import io.keelson.node.log.Logger;
import io.keelson.node.main.StoreRepair.Repaired;
import io.keelson.node.mvcc.KeyValueHash;
import io.keelson.node.restore.StoreFolders;
import io.keelson.node.wal.WalConfig;
import io.keelson.node.wal.WalMetadata;
import io.keelson.proto.etcdserverpb.KVGrpc;
import io.keelson.proto.etcdserverpb.PutRequest;
import io.keelson.proto.etcdserverpb.RangeRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store of a member that stopped is rebuilt from what others say and send. */
final class StoreRepairTest {
  private static final WalMetadata IDENTITY = new WalMetadata(1, 2);
  private static final int KEYS = 50;
  private static final int CHUNK_BYTES = 4096;

  @TempDir Path directory;
  private final FakePeers peers = new FakePeers();
  private final List<String> fetched = new ArrayList<>();
  private Bytes image = Bytes.EMPTY;
  private HashSource hashes = new FakePeers.Written(new KeyValueHash(0, 0, 0), List.of());
  private Instant now = Instant.parse("2030-01-02T03:04:05.678Z");

  private Path member() {
    return directory.resolve("member");
  }

  /** Keys in the image, as many again in the log after it. */
  @BeforeEach
  void fill() throws Exception {
    try (TestNode node = TestNode.start(directory)) {
      put(node, 0, KEYS);
      image = image(node);
      hashes = written(node);
      put(node, KEYS, 2 * KEYS);
    }
  }

  private static HashSource written(TestNode node) {
    HashSource source = new StoreHashes(node.node.store(), node.node.hashes());
    return new FakePeers.Written(((HashSource.Hashed) source.at(0)).hash(), List.of());
  }

  private static void put(TestNode node, int from, int to) {
    KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(node.channel());
    for (int i = from; i < to; i++) {
      ByteString key = ByteString.copyFromUtf8("key" + i);
      kv.put(PutRequest.newBuilder().setKey(key).setValue(key).build());
    }
  }

  private static Bytes image(TestNode node) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] chunk = new byte[CHUNK_BYTES];
    try (SnapshotBody body = new StateImages(node.node.store()).open()) {
      long size = body.sizeBytes();
      for (int count = body.read(chunk, 0, chunk.length);
          count > 0;
          count = body.read(chunk, 0, chunk.length)) {
        out.write(chunk, 0, count);
      }
      assertThat((long) out.size()).isEqualTo(size);
    }
    return Bytes.wrap(out.toByteArray());
  }

  private static long count(TestNode node) {
    return KVGrpc.newBlockingStub(node.channel())
        .range(
            RangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8("key"))
                .setRangeEnd(ByteString.copyFromUtf8("kez"))
                .setCountOnly(true)
                .build())
        .getCount();
  }

  private StoreRepair repair() {
    return repair(
        (url, idleTimeout, target) -> {
          fetched.add(url);
          for (int at = 0; at < image.length(); at += CHUNK_BYTES) {
            int length = Math.min(CHUNK_BYTES, image.length() - at);
            target.write(image.array(), image.offset() + at, length);
          }
        });
  }

  private StoreRepair repair(StateSource source) {
    return new StoreRepair(
        new StoreRepair.Parts(
            new RealDisk(),
            new StoreFolders(new RealDisk(), member()),
            member(),
            WalConfig.inMemberDirectory(member()),
            identity -> new StoreRepair.Ways(peers.hashes(), source),
            () -> now,
            Duration.ZERO,
            Logger.silent()));
  }

  private void quorum() {
    peers.add(2, hashes);
    peers.add(3, hashes);
  }

  private void damage() throws IOException {
    try (Stream<Path> files = Files.list(member().resolve("store"))) {
      for (Path file : files.toList()) {
        Files.write(file, new byte[] {1, 2, 3});
      }
    }
  }

  private List<Path> quarantined() throws IOException {
    try (Stream<Path> folders = Files.list(member().resolve("quarantine"))) {
      return folders.toList();
    }
  }

  @Test
  void aDamagedStoreIsRebuiltAndTheLogAppliedAfterIt() throws Exception {
    damage();
    quorum();
    Repaired repaired = repair().run("a test", IDENTITY, peers.all());
    assertThat(repaired.isAheadOfLog()).isFalse();
    assertThat(repaired.revision()).isEqualTo(KEYS + 1);
    assertThat(quarantined())
        .containsExactly(member().resolve("quarantine").resolve("20300102T030405.678Z"));
    assertThat(member().resolve("repair")).doesNotExist();
    try (TestNode node = TestNode.start(directory)) {
      assertThat(node.node.identity()).isEqualTo(IDENTITY);
      assertThat(count(node)).isEqualTo(2 * KEYS);
    }
  }

  @Test
  void onlyTheNewestDamagedStoreIsKept() throws Exception {
    quorum();
    repair().run("a test", IDENTITY, peers.all());
    now = now.plusSeconds(1);
    Repaired second = repair().run("a test", IDENTITY, peers.all());
    assertThat(quarantined()).containsExactly(second.quarantine());
  }

  @Test
  void aStateThatIsAheadOfTheLogIsToldApart() throws Exception {
    try (Stream<Path> files = Files.walk(member().resolve("wal"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = directory.resolve("old").resolve(member().relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    try (TestNode node = TestNode.start(directory)) {
      put(node, 2 * KEYS, 3 * KEYS);
      image = image(node);
      hashes = written(node);
    }
    quorum();
    Path old = directory.resolve("old");
    Repaired repaired =
        new StoreRepair(
                new StoreRepair.Parts(
                    new RealDisk(),
                    new StoreFolders(new RealDisk(), old),
                    old,
                    WalConfig.inMemberDirectory(old),
                    identity ->
                        new StoreRepair.Ways(
                            peers.hashes(),
                            (url, idleTimeout, target) ->
                                target.write(image.array(), image.offset(), image.length())),
                    () -> now,
                    Duration.ZERO,
                    Logger.silent()))
            .run("there is none", IDENTITY, peers.all());
    assertThat(repaired.isAheadOfLog()).isTrue();
    assertThat(repaired.index()).isGreaterThan(repaired.logEnd());
    assertThat(repaired.quarantine()).isNull();
    assertThat(old.resolve("store")).isDirectory();
  }

  @Test
  void withoutAMajorityNothingIsTouched() throws Exception {
    peers.add(2, hashes);
    peers.addSilent(3);
    refuses("no majority of the members has the same data");
    FakePeers.Written other =
        new FakePeers.Written(
            new KeyValueHash(1, -1, ((HashSource.Hashed) hashes.at(0)).revision()), List.of());
    peers.add(4, other);
    refuses("no majority of the members has the same data");
    assertThat(fetched).isEmpty();
  }

  private void refuses(String text) throws Exception {
    List<String> before = names();
    assertThatThrownBy(() -> repair().run("a test", IDENTITY, peers.all()))
        .isInstanceOfSatisfying(
            StartException.class, e -> assertThat(e.text()).contains("a test").contains(text));
    assertThat(names()).isEqualTo(before);
    assertThat(member().resolve("quarantine")).doesNotExist();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.walk(member())) {
      return files.map(Path::toString).sorted().toList();
    }
  }

  @Test
  void aDamagedImageIsNotTaken() throws Exception {
    quorum();
    byte[] bytes = image.toArray();
    // A leaf page's flags: every page is checked before anything of it is used.
    bytes[bytes.length - CHUNK_BYTES + 8] ^= 0x7f;
    image = Bytes.wrap(bytes);
    refuses("no member gave another one");
    assertThat(fetched).contains(FakePeers.url(2), FakePeers.url(3));
  }

  @Test
  void anImageWithOtherDataThanTheMajorityIsNotTaken() throws Exception {
    KeyValueHash right = ((HashSource.Hashed) hashes.at(0)).hash();
    hashes =
        new FakePeers.Written(
            new KeyValueHash(right.hash() ^ 1, right.compactRevision(), right.revision()),
            List.of());
    quorum();
    refuses("the majority has");
  }

  @Test
  void theStateOfAnotherClusterOrOfOneWithoutUsIsNotTaken() throws Exception {
    quorum();
    assertThatThrownBy(() -> repair().run("a test", new WalMetadata(9, 2), peers.all()))
        .isInstanceOfSatisfying(
            StartException.class,
            e -> assertThat(e.text()).contains("was removed from the cluster"));
  }

  @Test
  void theNextMemberIsAskedIfOneFails() throws Exception {
    quorum();
    StoreRepair repair =
        repair(
            (url, idleTimeout, target) -> {
              fetched.add(url);
              if (!url.equals(FakePeers.url(3))) {
                target.write(image.array(), image.offset(), CHUNK_BYTES);
                throw new IOException("connection reset");
              }
              target.write(image.array(), image.offset(), image.length());
            });
    repair.run("a test", IDENTITY, peers.all());
    assertThat(fetched).endsWith(FakePeers.url(2), "http://gone", FakePeers.url(3));
  }

  @Test
  void aCrashBetweenTheTwoRenamesIsMadeGood() throws Exception {
    Files.createDirectories(member().resolve("repaired"));
    Files.move(member().resolve("store"), member().resolve("repaired").resolve("store"));
    assertThat(repair().finish()).isTrue();
    assertThat(member().resolve("repaired").resolve("store")).doesNotExist();
    try (TestNode node = TestNode.start(directory)) {
      assertThat(count(node)).isEqualTo(2 * KEYS);
    }
    assertThat(member().resolve("repaired")).doesNotExist();
  }

  @Test
  void soIsOneOfAStoreThatWasReceivedOnce() throws Exception {
    Files.createDirectories(member().resolve("repaired"));
    Files.move(member().resolve("store"), member().resolve("repaired").resolve("store"));
    Files.writeString(member().resolve("store.current"), "store-000000000000000a\n");
    try (TestNode node = TestNode.start(directory)) {
      assertThat(count(node)).isEqualTo(2 * KEYS);
    }
    assertThat(member().resolve("store-000000000000000a")).isNotEmptyDirectory();
    assertThat(member().resolve("repaired")).doesNotExist();
  }

  @Test
  void aCrashBeforeThemLeavesTheOldStore() throws Exception {
    Path built = member().resolve("repair").resolve("store");
    Files.createDirectories(built);
    Files.writeString(built.resolve("half"), "x");
    assertThat(repair().finish()).isFalse();
    assertThat(member().resolve("repair")).doesNotExist();
    try (TestNode node = TestNode.start(directory)) {
      assertThat(count(node)).isEqualTo(2 * KEYS);
    }
  }
}
