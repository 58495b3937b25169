package io.keelson.node.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireWriter;
import io.keelson.node.command.Command.AlarmChange;
import io.keelson.node.command.Command.LeaseGrant;
import io.keelson.node.command.CommandCodec;
import io.keelson.node.disk.RealDisk;
import io.keelson.node.engine.EngineConfig;
import io.keelson.node.engine.RocksEngine;
import io.keelson.node.engine.Table;
import io.keelson.node.engine.View;
import io.keelson.node.lease.LeaseTable;
import io.keelson.node.link.SnapshotSink;
import io.keelson.node.log.Logger;
import io.keelson.node.members.MemberTable;
import io.keelson.node.members.MemberTable.Identity;
import io.keelson.node.members.MembershipJson;
import io.keelson.node.mvcc.Compaction;
import io.keelson.node.mvcc.HistoryHasher;
import io.keelson.node.mvcc.MvccStore;
import io.keelson.node.mvcc.StoreView;
import io.keelson.node.restore.SnapshotReceiver;
import io.keelson.node.restore.StoreFolders;
import io.keelson.raft.ConfState;
import io.keelson.raft.Message;
import io.keelson.raft.SnapshotMeta;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A state machine goes from one member to another, or leaves nothing behind. */
final class SnapshotTransferTest {
  private static final long SENDER = 0x8e9e05c52164694dL;
  private static final Identity SELF = new Identity(0xbeefL, 7);

  @TempDir private Path folder;
  private final SampleStore sample = new SampleStore();
  private final List<Message> handedOver = new ArrayList<>();
  private long appliedIndex;

  private SnapshotReceiver receiver() {
    return new SnapshotReceiver(
        new SnapshotReceiver.Parts(
            new SnapshotReceiver.Place(
                new RealDisk(), folders(), RocksEngine::new, Duration.ofSeconds(3)),
            SELF,
            "3.7.0",
            SampleStore::readTables,
            Runnable::run,
            () -> appliedIndex,
            handedOver::add,
            Logger.silent()));
  }

  private StoreFolders folders() {
    return new StoreFolders(new RealDisk(), folder);
  }

  private List<String> names() throws IOException {
    return new RealDisk().list(folder);
  }

  private static byte[] content(MemberSnapshot snapshot) {
    byte[] content = new byte[(int) snapshot.sizeBytes()];
    assertThat(snapshot.read(content, 0, content.length)).isEqualTo(content.length);
    return content;
  }

  private static Message message(SnapshotMeta meta) {
    return new Message(
        Message.Type.SNAP, 0xbeefL, SENDER, 9, 0, 0, List.of(), 0, false, 0, Bytes.EMPTY, meta);
  }

  private static void send(SnapshotSink sink, byte[] content) throws IOException {
    for (int at = 0; at < content.length; at += 5000) {
      sink.write(content, at, Math.min(5000, content.length - at));
    }
  }

  private void put(String key, String value, long lease) {
    WireWriter request = new WireWriter(64);
    request.bytesField(1, Bytes.utf8(key));
    request.bytesField(2, Bytes.utf8(value));
    request.varintField(3, lease);
    sample.apply(CommandCodec.encodePut(1, request.toBytes()));
  }

  private void fill(int changes) {
    SplittableRandom random = new SplittableRandom(changes);
    sample.member(SENDER, "n1");
    sample.clusterVersion("3.7.0");
    sample.apply(CommandCodec.encodeLeaseGrant(1, new LeaseGrant(5, 60)));
    sample.apply(CommandCodec.encodeLeaseGrant(1, new LeaseGrant(-6, 90)));
    sample.apply(CommandCodec.encodeAlarm(1, new AlarmChange(AlarmChange.ACTIVATE, SENDER, 1)));
    sample.apply(CommandCodec.encodeAlarm(1, new AlarmChange(AlarmChange.DEACTIVATE, SENDER, 1)));
    sample.row(Table.ALARM, new byte[] {8, 1, 16, 1}, new byte[0]);
    sample.row(Table.REMOVED_MEMBER, ascii("77"), ascii("removed"));
    for (int i = 0; i < changes; i++) {
      String key = "k" + random.nextInt(60);
      if (random.nextInt(4) == 0) {
        sample.delete(key);
      } else {
        put(key, "v".repeat(random.nextInt(300)), new long[] {0, 5, -6}[random.nextInt(3)]);
      }
      if (i == changes / 3 || i == changes / 2) {
        sample.compact(sample.store().revision() - 5);
      }
      if (i == changes / 3) {
        remove();
      }
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private void remove() {
    MvccStore store = sample.store();
    try (Compaction compaction =
        new Compaction(store.view(), store.finishedCompactRevision(), store.compactRevision())) {
      store.remove(compaction.next(Integer.MAX_VALUE));
    }
  }

  @Test
  void isTheSameStoreOnTheOtherSide() throws IOException {
    fill(400);
    try (MemberSnapshot snapshot = new MemberSnapshot(sample.store().view())) {
      assertThat(snapshot.meta().term()).isEqualTo(3);
      assertThat(snapshot.meta().confState()).isEqualTo(ConfState.ofVoters(List.of(SENDER)));
      assertThat(MembershipJson.decode(snapshot.membership()).removed()).containsExactly(0x77L);
      byte[] content = content(snapshot);
      SnapshotReceiver receiver = receiver();
      SnapshotSink sink = receiver.open(message(snapshot.meta()), snapshot.membership());
      send(sink, content);
      sink.finish();
      assertThat(handedOver).containsExactly(message(snapshot.meta()));
      Path received = folders().received(snapshot.meta().index());
      assertThat(names()).containsExactly(received.getFileName().toString());
      receiver.decided(snapshot.meta().index(), true);
      check(received, snapshot, content);
    }
  }

  private void check(Path received, MemberSnapshot sent, byte[] content) throws IOException {
    EngineConfig config = new EngineConfig(received, 16 << 20, 8 << 20, 2);
    try (RocksEngine engine = new RocksEngine(config)) {
      MvccStore store = new MvccStore(engine);
      StoreView ours = store.view();
      StoreView theirs = sample.store().view();
      assertThat(ours.revision()).isEqualTo(theirs.revision());
      assertThat(ours.keyCount()).isEqualTo(theirs.keyCount());
      for (long at = ours.compactRevision(); at <= ours.revision(); at += 7) {
        assertThat(HistoryHasher.hash(ours, store.finishedCompactRevision(), at))
            .isEqualTo(HistoryHasher.hash(theirs, sample.store().finishedCompactRevision(), at));
      }
      for (long lease : new long[] {5, -6, 7}) {
        assertThat(attached(ours, lease)).isEqualTo(attached(theirs, lease));
      }
      assertThat(store.durableApplied().index()).isEqualTo(sent.meta().index());
      View view = engine.view();
      assertThat(new MemberTable(view, 1).identity()).isEqualTo(SELF);
      LeaseTable leases = SampleStore.leases(view);
      assertThat(leases.exists(5) && leases.exists(-6)).isTrue();
      view.release();
      try (MemberSnapshot onward = new MemberSnapshot(store.view())) {
        assertThat(onward.meta()).isEqualTo(sent.meta());
        assertThat(onward.membership()).isEqualTo(sent.membership());
        assertThat(content(onward)).isEqualTo(content);
      }
      ours.release();
      theirs.release();
      store.close();
    }
  }

  private static List<Bytes> attached(StoreView view, long lease) {
    List<Bytes> keys = new ArrayList<>();
    view.attachedKeys(lease, keys::add);
    return keys;
  }

  @Test
  void membershipIsWhatOlderMembersRead() {
    sample.member(SENDER, "n\"1");
    sample.clusterVersion("3.5.0");
    put("a", "b", 0);
    try (MemberSnapshot snapshot = new MemberSnapshot(sample.store().view())) {
      String path = "/0/members/8e9e05c52164694d";
      assertThat(snapshot.membership().utf8())
          .isEqualTo(
              "{\"Root\":{\"Path\":\"/\",\"Children\":{\"0\":{\"Path\":\"/0\",\"Children\":{"
                  + "\"members\":{\"Path\":\"/0/members\",\"Children\":{\"8e9e05c52164694d\":{"
                  + "\"Path\":\""
                  + path
                  + "\",\"Children\":{"
                  + "\"raftAttributes\":{\"Path\":\""
                  + path
                  + "/raftAttributes\","
                  + "\"Value\":\"{\\\"peerURLs\\\":[\\\"http://10.0.0.1:2380\\\"]}\"},"
                  + "\"attributes\":{\"Path\":\""
                  + path
                  + "/attributes\","
                  + "\"Value\":\"{\\\"name\\\":\\\"n\\\\\\\"1\\\","
                  + "\\\"clientURLs\\\":[\\\"http://10.0.0.1:2379\\\"]}\"}}}}},"
                  + "\"version\":{\"Path\":\"/0/version\",\"Value\":\"3.5.0\"}}},"
                  + "\"1\":{\"Path\":\"/1\",\"Children\":{}}}},"
                  + "\"CurrentIndex\":0,\"CurrentVersion\":2}");
    }
  }

  @Test
  void aFileThatIsCutOrDamagedLeavesNothing() throws IOException {
    fill(60);
    SnapshotReceiver receiver = receiver();
    try (MemberSnapshot snapshot = new MemberSnapshot(sample.store().view())) {
      byte[] content = content(snapshot);
      for (int percent = 0; percent < 100; percent += 9) {
        byte[] part = Arrays.copyOf(content, (int) (content.length * (long) percent / 100));
        isRefused(receiver, snapshot.meta(), snapshot.membership(), part);
      }
      SplittableRandom random = new SplittableRandom(1);
      int refused = 0;
      for (int i = 0; i < 40; i++) {
        byte[] damaged = content.clone();
        damaged[8192 + random.nextInt(content.length - 8192)] ^= (byte) (1 << random.nextInt(8));
        SnapshotSink sink = receiver.open(message(snapshot.meta()), snapshot.membership());
        send(sink, damaged);
        try {
          sink.finish();
          receiver.decided(snapshot.meta().index(), false);
        } catch (IOException e) {
          refused++;
        }
        assertThat(names()).isEmpty();
      }
      assertThat(refused).isPositive();
      handedOver.clear();
    }
  }

  private void isRefused(SnapshotReceiver receiver, SnapshotMeta meta, Bytes members, byte[] file)
      throws IOException {
    SnapshotSink sink = receiver.open(message(meta), members);
    send(sink, file);
    assertThatThrownBy(sink::finish).isInstanceOf(IOException.class);
    sink.abort();
    assertThat(names()).isEmpty();
    assertThat(handedOver).isEmpty();
  }

  @Test
  void aFileThatIsNotWhatTheMessageSaysLeavesNothing() throws IOException {
    fill(20);
    SnapshotReceiver receiver = receiver();
    try (MemberSnapshot snapshot = new MemberSnapshot(sample.store().view())) {
      byte[] content = content(snapshot);
      SnapshotMeta meta = snapshot.meta();
      ConfState conf = meta.confState();
      Bytes members = snapshot.membership();
      isRefused(receiver, new SnapshotMeta(meta.index() + 1, 3, conf), members, content);
      isRefused(receiver, new SnapshotMeta(meta.index(), 4, conf), members, content);
      isRefused(receiver, new SnapshotMeta(meta.index(), 3, ConfState.EMPTY), members, content);
      ConfState others = ConfState.ofVoters(List.of(SENDER, 12L));
      isRefused(receiver, new SnapshotMeta(meta.index(), 3, others), members, content);
      SnapshotMeta none = new SnapshotMeta(0, 0, conf);
      assertThatThrownBy(() -> receiver.open(message(none), members))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aTableThatCannotBeReadLeavesNothing() throws IOException {
    sample.row(Table.LEASE, new byte[] {0, 0, 0, 0, 0, 0, 0, 3}, new byte[] {8, 3, 16});
    fill(5);
    try (MemberSnapshot snapshot = new MemberSnapshot(sample.store().view())) {
      isRefused(receiver(), snapshot.meta(), snapshot.membership(), content(snapshot));
    }
  }

  @Test
  void oneAtATimeAndNothingLeftOfOneThatIsBrokenOff() throws IOException {
    fill(30);
    SnapshotReceiver receiver = receiver();
    try (MemberSnapshot snapshot = new MemberSnapshot(sample.store().view())) {
      byte[] content = content(snapshot);
      Bytes members = snapshot.membership();
      Message message = message(snapshot.meta());
      SnapshotSink first = receiver.open(message, members);
      first.write(content, 0, 9000);
      assertThatThrownBy(() -> receiver.open(message, members)).hasMessageContaining("still");
      first.abort();
      assertThat(names()).isEmpty();
      assertThatThrownBy(() -> first.write(content, 0, 1)).isInstanceOf(IOException.class);
      assertThatThrownBy(first::finish).isInstanceOf(IOException.class);

      SnapshotSink second = receiver.open(message, members);
      first.abort();
      send(second, content);
      second.finish();
      second.abort();
      assertThat(names()).hasSize(1);
      assertThatThrownBy(() -> receiver.open(message, members)).hasMessageContaining("still");
      receiver.decided(snapshot.meta().index(), false);
      assertThat(names()).isEmpty();

      SnapshotSink third = receiver.open(message, members);
      send(third, content);
      third.finish();
      receiver.decided(snapshot.meta().index(), true);
      receiver.decided(snapshot.meta().index(), false);
      assertThat(names()).hasSize(1);
      assertThatThrownBy(() -> receiver.open(message, members)).hasMessageContaining("applied");
    }
  }

  @Test
  void whatIsKnownIsOnlyAnswered() throws IOException {
    fill(30);
    try (MemberSnapshot snapshot = new MemberSnapshot(sample.store().view())) {
      appliedIndex = snapshot.meta().index();
      SnapshotReceiver receiver = receiver();
      SnapshotSink sink = receiver.open(message(snapshot.meta()), snapshot.membership());
      sink.write(new byte[100], 0, 100);
      assertThat(handedOver).isEmpty();
      sink.finish();
      assertThat(handedOver).hasSize(1);
      receiver.decided(snapshot.meta().index(), false);
      assertThat(names()).isEmpty();
      assertThat(Files.exists(folder)).isTrue();
    }
  }
}
