package io.keelson.node.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.keelson.bytes.Bytes;
import io.keelson.node.disk.RealDisk;
import io.keelson.node.engine.EngineException;
import io.keelson.node.link.PeerCalls;
import io.keelson.node.link.PeerHandler;
import io.keelson.node.link.PeerLink;
import io.keelson.node.link.SnapshotBody;
import io.keelson.node.members.Member;
import io.keelson.node.mvcc.HashStore;
import io.keelson.node.mvcc.KeyValueHash;
import io.keelson.node.wal.WalMetadata;
import io.keelson.proto.etcdserverpb.ClusterGrpc;
import io.keelson.proto.etcdserverpb.KVGrpc;
import io.keelson.proto.etcdserverpb.MemberAddRequest;
import io.keelson.proto.etcdserverpb.PutRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A member finds its store damaged, or contradicted by the others, when it starts. Two folders of
 * one member have the same past and another last write; what the one has, the others say.
 */
final class StoreOpeningTest {
  private static final String FLAGS = "--max-learners=2";

  @TempDir Path folder;
  private final FakePeers peers = new FakePeers();
  private final ExecutorService readers = Executors.newFixedThreadPool(1);
  private List<Member> members = List.of();
  private HashSource right = new FakePeers.Written(new KeyValueHash(0, 0, 0), List.of());
  private HashSource wrong = right;
  private byte[] image = new byte[0];
  private boolean arePresent = true;
  private int fetched;

  private Path ours() {
    return folder.resolve("ours");
  }

  private Path store() {
    return ours().resolve("member").resolve("store");
  }

  private Path quarantine() {
    return ours().resolve("member").resolve("quarantine");
  }

  @BeforeEach
  void fill() throws Exception {
    Path theirs = folder.resolve("theirs");
    try (TestNode node = TestNode.start(theirs, FLAGS)) {
      var cluster = ClusterGrpc.newBlockingStub(node.channel());
      for (String url : List.of("http://m2:1", "http://m3:1")) {
        var _ =
            cluster.memberAdd(
                MemberAddRequest.newBuilder().addPeerURLs(url).setIsLearner(true).build());
      }
      put(node, "past");
    }
    try (Stream<Path> paths = Files.walk(theirs)) {
      for (Path path : paths.toList()) {
        Files.copy(path, ours().resolve(theirs.relativize(path).toString()));
      }
    }
    try (TestNode node = TestNode.start(ours(), FLAGS)) {
      put(node, "wrong");
      wrong = written(node);
    }
    try (TestNode node = TestNode.start(theirs, FLAGS)) {
      put(node, "right");
      right = written(node);
      members = node.node.members().membership().members();
      try (SnapshotBody body = new StateImages(node.node.store()).open()) {
        image = new byte[(int) body.sizeBytes()];
        assertThat(body.read(image, 0, image.length)).isEqualTo(image.length);
      }
    }
  }

  @AfterEach
  void stop() {
    readers.shutdownNow();
  }

  private static void put(TestNode node, String value) {
    PutRequest put =
        PutRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8("key"))
            .setValue(ByteString.copyFromUtf8(value))
            .build();
    var _ = KVGrpc.newBlockingStub(node.channel()).put(put);
  }

  private static HashSource written(TestNode node) {
    HashSource source = new StoreHashes(node.node.store(), node.node.hashes());
    return new FakePeers.Written(((HashSource.Hashed) source.at(0)).hash(), List.of());
  }

  /** Others that have pages only for who asks before this member is in the network. */
  private final class Others implements Network, PeerCalls {
    @Override
    public void call(String baseUrl, Request request, Consumer<Outcome> answered) {
      if (!arePresent) {
        answered.accept(new Failed("connection refused", false));
      } else if (request.path().equals("/members")) {
        Bytes list = PromotionPage.list(members);
        answered.accept(new Answered(200, Map.of("x-etcd-cluster-id", "2"), list));
      } else {
        peers.call(baseUrl, request, answered);
      }
    }

    @Override
    public Inquiry inquire(WalMetadata self) {
      assertThat(self).isEqualTo(new WalMetadata(1, 2));
      return new Inquiry(
          this,
          (url, idleTimeout, target) -> {
            fetched++;
            target.write(image, 0, image.length);
          });
    }

    @Override
    public PeerLink connect(WalMetadata self, PeerHandler handler) {
      return Network.none().connect(self, handler);
    }

    @Override
    public PeerCalls calls() {
      return this;
    }
  }

  private KeyValueHash open(String... flags) throws Exception {
    return open(List.of("http://m2:1", "http://m3:1"), flags);
  }

  /** Opens as a start does, and tells the hash of what was opened. */
  private KeyValueHash open(List<String> otherUrls, String... flags) throws Exception {
    NodeParts parts = TestNode.parts(ours(), List.of(flags), new Others(), readers);
    Bootstrap bootstrap =
        new Bootstrap() {
          @Override
          public Founding founding() {
            throw new IllegalStateException("there is a log");
          }

          @Override
          public List<String> otherPeerUrls() {
            return otherUrls;
          }
        };
    try (DataDirectory directory = DataDirectory.open(parts.platform(), parts.config().member())) {
      StoreOpening.Opened opened = new StoreOpening(parts, directory, bootstrap).open();
      try {
        HashSource source = new StoreHashes(opened.store(), new HashStore());
        return ((HashSource.Hashed) source.at(0)).hash();
      } finally {
        opened.close();
      }
    }
  }

  private static KeyValueHash hash(HashSource source) {
    return ((HashSource.Hashed) source.at(0)).hash();
  }

  private void othersSay(HashSource second, HashSource third) {
    peers.at("http://m2:1", second);
    peers.at("http://m3:1", third);
  }

  @Test
  void aStoreThatAMajorityContradictsIsRebuilt() throws Exception {
    assertThat(hash(wrong)).isNotEqualTo(hash(right));
    othersSay(right, right);
    assertThat(open()).isEqualTo(hash(right));
    assertThat(fetched).isEqualTo(1);
    assertThat(quarantine()).isNotEmptyDirectory();
    assertThat(open()).as("the next start").isEqualTo(hash(right));
    assertThat(fetched).isEqualTo(1);
    try (TestNode node = TestNode.start(ours(), FLAGS)) {
      put(node, "next");
      assertThat(node.node.identity()).isEqualTo(new WalMetadata(1, 2));
    }
  }

  @Test
  void aStoreThatAMajorityConfirmsStays() throws Exception {
    othersSay(wrong, right);
    assertThat(open()).isEqualTo(hash(wrong));
    othersSay(wrong, wrong);
    assertThat(open()).isEqualTo(hash(wrong));
    assertThat(fetched).isZero();
  }

  @Test
  void nobodyKnowsWhoIsRight() throws Exception {
    peers.at("http://m2:1", right);
    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(
            StartException.class, e -> assertThat(e.text()).contains("data inconsistency"));
    assertThat(quarantine()).doesNotExist();
  }

  @Test
  void whoIsAloneOrDoesNotWantToKnowIsNotHeldUp() throws Exception {
    othersSay(right, right);
    assertThat(open("--feature-gates=InitialCorruptCheck=false")).isEqualTo(hash(wrong));
    arePresent = false;
    assertThat(open()).isEqualTo(hash(wrong));
  }

  @Test
  void aStoreThatCannotBeOpenedIsRebuiltWithTheMembersThatOthersName() throws Exception {
    othersSay(right, right);
    damage("MANIFEST-");
    assertThat(open(List.of("http://m3:1"))).isEqualTo(hash(right));
    assertThat(quarantine()).isNotEmptyDirectory();
  }

  @Test
  void damageThatNobodyWouldReadAtStartIsFound() throws Exception {
    othersSay(wrong, wrong);
    damage(".sst");
    assertThatThrownBy(this::open)
        .as("the others' state has another hash than they said")
        .isInstanceOfSatisfying(
            StartException.class, e -> assertThat(e.text()).contains("the majority has"));
    assertThat(fetched).isPositive();
  }

  @Test
  void withoutOthersADamagedStoreIsAnError() throws Exception {
    damage("MANIFEST-");
    assertThatThrownBy(() -> open(List.of()))
        .isInstanceOfSatisfying(
            StartException.class,
            e -> assertThat(e.text()).contains("cannot be used").contains("backup"));
    assertThat(quarantine()).doesNotExist();
  }

  @Test
  void aStoreThatFailedInUseIsSuspect() throws Exception {
    StoreSuspicion suspicion = new StoreSuspicion(new RealDisk(), ours().resolve("member"));
    suspicion.note(new IllegalStateException("elsewhere"));
    assertThat(suspicion.isNoted()).isFalse();
    suspicion.note(new IllegalStateException("apply", new EngineException("broken")));
    assertThat(suspicion.isNoted()).isTrue();
    othersSay(wrong, wrong);
    assertThat(open()).isEqualTo(hash(wrong));
    assertThat(suspicion.isNoted()).as("found sound").isFalse();
  }

  private void damage(String name) throws IOException {
    try (Stream<Path> files = Files.list(store())) {
      List<Path> found =
          files.filter(file -> file.getFileName().toString().contains(name)).toList();
      assertThat(found).isNotEmpty();
      for (Path file : found) {
        byte[] content = Files.readAllBytes(file);
        content[content.length / 4] ^= 0x55;
        Files.write(file, content);
      }
    }
  }
}
