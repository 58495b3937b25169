package io.keelson.node.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.bytes.Bytes;
import io.keelson.node.agent.Mailbox;
import io.keelson.node.agent.Wakeup;
import io.keelson.node.command.Command;
import io.keelson.node.command.Command.LeaseGrant;
import io.keelson.node.command.Command.LeaseRevoke;
import io.keelson.node.command.Command.Put;
import io.keelson.node.engine.MemoryEngine;
import io.keelson.node.lease.Lease;
import io.keelson.node.lease.LeaseTable;
import io.keelson.node.members.MemberTable.Decision;
import io.keelson.node.mvcc.ChangeCursor;
import io.keelson.node.mvcc.Compaction;
import io.keelson.node.mvcc.MvccStore;
import io.keelson.node.mvcc.QuotaGate;
import io.keelson.node.mvcc.StoreView;
import io.keelson.proto.mvccpb.KeyValue;
import io.keelson.raft.ConfState;
import io.keelson.raft.Entry;
import io.keelson.raft.EntryType;
import io.keelson.raft.Invariant.BrokenInvariantException;
import io.keelson.raft.SnapshotMeta;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The apply agent goes on with a state machine that came from the leader. */
final class RestoreTest {
  private static final Path PLACE = Path.of("received");

  private final MemoryEngine.Durable durable = new MemoryEngine.Durable();
  private final MemoryEngine engine = new MemoryEngine(durable);
  private final MvccStore store = new MvccStore(engine);
  private final LeaseTable leases = Machines.leases(engine);
  private final Mailbox<ApplyInput> mailbox = new Mailbox<>(1000, new Wakeup());
  private final PendingRequests requests = new PendingRequests(1, 1, 10, 1000);
  private final AppliedIndex appliedIndex = new AppliedIndex(0);
  private final List<String> heard = new ArrayList<>();
  private final ApplyAgent agent =
      new ApplyAgent(
          Machines.open(engine, store, leases),
          mailbox,
          requests,
          appliedIndex,
          new QuotaGate(0, engine::sizeBytes),
          new Listener());

  private final class Listener implements ApplyListener {
    @Override
    public void replaceStore(SnapshotMeta received) {
      heard.add("replace at " + appliedIndex.get());
      try {
        engine.replaceWith(PLACE, Runnable::run);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void restored(SnapshotMeta received) {
      heard.add("restored " + received.index());
    }

    @Override
    public void alarmsTouched() {
      heard.add("alarms");
    }

    @Override
    public void applying() {}

    @Override
    public void performed(StateMachine.Effect effect) {}

    @Override
    public void committing() {}

    @Override
    public void committed() {}

    @Override
    public void applied(long index) {}

    @Override
    public void termBegan(long term) {}

    @Override
    public void membersChanged(long index, Decision decision) {}

    @Override
    public void quotaExceeded() {}

    @Override
    public void compactionScheduled(long previous, long compact, boolean isPreviousFinished) {}
  }

  private static Put put(String key, String value, long lease) {
    return new Put(Bytes.utf8(key), Bytes.utf8(value), lease, false, false, false);
  }

  private static Entry entry(long index, Command command) {
    return new Entry(EntryType.NORMAL, 1, index, Requests.encode(command));
  }

  private void commit(Entry... entries) {
    mailbox.post(new ApplyInput.Committed(List.of(entries)));
  }

  /** A leader's store that applied these after what is durable here. */
  private SnapshotMeta receive(Entry... entries) {
    MemoryEngine.Durable received = durable.copy();
    MemoryEngine leader = new MemoryEngine(received);
    MvccStore theirs = new MvccStore(leader);
    StateMachine machine = Machines.open(leader, theirs);
    for (Entry entry : entries) {
      machine.apply(entry);
    }
    machine.commit();
    leader.flush(true);
    theirs.close();
    assertThat(leader.openViews()).isZero();
    engine.offer(PLACE, received);
    return new SnapshotMeta(machine.appliedIndex(), machine.appliedTerm(), ConfState.EMPTY);
  }

  @Test
  void goesOnWithTheTablesOfTheLeader() {
    commit(entry(1, new LeaseGrant(7, 60)), entry(2, put("a", "1", 7)), entry(3, put("b", "1", 0)));
    agent.turn(0);
    engine.flush(true);
    Lease old = Objects.requireNonNull(leases.find(7));
    store.compact(3);
    store.commit(3, 1);
    Compaction compaction = new Compaction(store.view(), -1, 3);
    Compaction.Chunk outdated = compaction.next(1000);
    compaction.close();
    StoreView before = store.view();

    SnapshotMeta meta =
        receive(
            entry(4, new LeaseRevoke(7)),
            entry(5, new LeaseGrant(8, 90)),
            entry(6, put("c", "1", 8)),
            entry(7, put("b", "2", 8)));
    List<String> answers = new ArrayList<>();
    requests.register(1, 1, Long.MAX_VALUE, result -> answers.add("after"));
    appliedIndex.await(8, () -> answers.add("reached"));
    commit(entry(4, new LeaseRevoke(7)));
    mailbox.post(new ApplyInput.Restore(meta));
    mailbox.post(new ApplyInput.Remove(outdated, () -> answers.add("removed")));
    commit(entry(8, put("d", "1", 8)));
    agent.turn(0);

    assertThat(heard).containsExactly("replace at 4", "alarms", "restored 7");
    assertThat(answers).contains("reached", "removed");
    assertThat(store.revision()).isEqualTo(7);
    assertThat(store.compactRevision()).isEqualTo(-1);
    assertThat(store.finishedCompactRevision()).isEqualTo(-1);
    assertThat(leases.exists(7)).isFalse();
    assertThat(old.isRevoked()).isTrue();
    assertThat(leases.exists(8)).isTrue();
    assertThat(store.durableApplied().index()).isEqualTo(7);
    assertThat(before.keyCount()).isEqualTo(2);
    before.release();
    StoreView view = store.view();
    assertThat(view.generation()).isEqualTo(1);
    assertThat(view.appliedIndex()).isEqualTo(8);
    assertThat(view.keyCount()).isEqualTo(3);
    List<Bytes> attached = new ArrayList<>();
    view.attachedKeys(8, attached::add);
    assertThat(attached).containsExactly(Bytes.utf8("b"), Bytes.utf8("c"), Bytes.utf8("d"));
    view.release();
    assertThat(engine.openViews()).isEqualTo(1);
  }

  @Test
  void stopsIfTheStoreIsNotTheAnnouncedOne() {
    commit(entry(1, put("a", "1", 0)));
    agent.turn(0);
    engine.flush(true);
    SnapshotMeta meta = receive(entry(2, put("a", "2", 0)));
    mailbox.post(new ApplyInput.Restore(new SnapshotMeta(3, meta.term(), meta.confState())));
    assertThatThrownBy(() -> agent.turn(0)).isInstanceOf(BrokenInvariantException.class);
  }

  @Test
  void forgetsVersionsOfKeys() throws IOException {
    commit(entry(1, put("a", "1", 0)), entry(2, put("x", "1", 0)));
    agent.turn(0);
    engine.flush(true);
    SnapshotMeta meta = receive(entry(3, put("a", "2", 0)), entry(4, put("a", "3", 0)));
    mailbox.post(new ApplyInput.Restore(meta));
    commit(entry(5, put("a", "4", 0)));
    agent.turn(0);
    StoreView view = store.view();
    try (ChangeCursor changes = view.changesFrom(view.revision())) {
      assertThat(changes.next()).isTrue();
      Bytes encoded = Objects.requireNonNull(changes.change(key -> true)).keyValue();
      assertThat(KeyValue.parseFrom(encoded.toArray()).getVersion()).isEqualTo(4);
    }
    view.release();
  }
}
