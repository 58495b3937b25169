package io.keelson.node.apply;

import io.keelson.node.agent.Agent;
import io.keelson.node.agent.Mailbox;
import io.keelson.node.apply.ApplyResult.AlarmDone;
import io.keelson.node.apply.ApplyResult.CompactDone;
import io.keelson.node.apply.ApplyResult.Refused;
import io.keelson.node.apply.StateMachine.Effect;
import io.keelson.node.command.Refusal;
import io.keelson.node.failpoint.Failpoint;
import io.keelson.node.mvcc.MvccStore;
import io.keelson.node.mvcc.QuotaGate;
import io.keelson.raft.Entry;
import io.keelson.raft.EntryType;
import io.keelson.raft.SnapshotMeta;
import java.util.ArrayList;
import java.util.List;

/**
 * Owns the state machine. Applies what is committed in batches: one engine batch holds the effects
 * of all entries that waited, then the results go to the clients.
 */
public final class ApplyAgent implements Agent {
  private static final int INPUTS_MAX = 256;
  private static final long BATCH_BYTES_MAX = 4L << 20;

  private final StateMachine machine;
  private final MvccStore store;
  private final Mailbox<ApplyInput> mailbox;
  private final PendingRequests requests;
  private final AppliedIndex appliedIndex;
  private final QuotaGate quota;
  private final ApplyListener listener;
  private final List<Answer> answers = new ArrayList<>();
  private final List<Runnable> removals = new ArrayList<>();

  private record Answer(long requestId, ApplyResult result) {}

  /** Works on a state machine; nobody else may. */
  public ApplyAgent(
      StateMachine machine,
      Mailbox<ApplyInput> mailbox,
      PendingRequests requests,
      AppliedIndex appliedIndex,
      QuotaGate quota,
      ApplyListener listener) {
    this.machine = machine;
    this.store = machine.store();
    this.mailbox = mailbox;
    this.requests = requests;
    this.appliedIndex = appliedIndex;
    this.quota = quota;
    this.listener = listener;
  }

  @Override
  public String name() {
    return "apply";
  }

  @Override
  public int turn(long nowNanos) {
    List<ApplyInput> inputs = mailbox.drain(INPUTS_MAX);
    for (ApplyInput input : inputs) {
      switch (input) {
        case ApplyInput.Committed committed -> committed.entries().forEach(this::apply);
        case ApplyInput.Restore restore -> restore(restore.snapshot());
        case ApplyInput.Remove remove -> {
          store.remove(remove.chunk());
          removals.add(remove.done());
        }
      }
    }
    if (!inputs.isEmpty()) {
      commit();
    }
    return inputs.size();
  }

  /**
   * Clients of this member whose requests the received state machine covers are not answered: it
   * does not tell what became of them, so they time out.
   */
  private void restore(SnapshotMeta snapshot) {
    commit();
    Failpoint.RAFT_BEFORE_APPLY_SNAP.hit();
    listener.replaceStore(snapshot);
    machine.reload(snapshot);
    Failpoint.RAFT_AFTER_APPLY_SNAP.hit();
    quota.replaced(store.writtenBytes());
    listener.alarmsTouched();
    listener.restored(snapshot);
    appliedIndex.advance(machine.appliedIndex());
    listener.applied(machine.appliedIndex());
  }

  private void apply(Entry entry) {
    long previousCompaction = store.compactRevision();
    boolean isPreviousFinished = previousCompaction == store.finishedCompactRevision();
    listener.applying();
    Effect effect = machine.apply(entry);
    listener.performed(effect);
    if (effect.requestId() != 0) {
      answers.add(new Answer(effect.requestId(), result(effect)));
    }
    if (entry.type() == EntryType.NORMAL && entry.data().isEmpty()) {
      listener.termBegan(entry.term());
    }
    if (effect.memberChange() != null) {
      // Before the client hears of it: the change it asks for next must find Raft ready for it.
      listener.membersChanged(entry.index(), effect.memberChange());
      commit();
    }
    if (effect.result() instanceof AlarmDone) {
      listener.alarmsTouched();
    }
    if (effect.result() instanceof CompactDone done) {
      Failpoint.COMPACT_BEFORE_COMMIT_SCHEDULED_COMPACT.hit();
      commit();
      Failpoint.COMPACT_AFTER_COMMIT_SCHEDULED_COMPACT.hit();
      listener.compactionScheduled(previousCompaction, done.compactRevision(), isPreviousFinished);
    }
    if (store.mustCommit() || store.pendingBytes() > BATCH_BYTES_MAX) {
      commit();
    }
  }

  /**
   * A request that does not fit into the quota is applied nevertheless, as on every other member,
   * whose store may be smaller; only its client hears that there is no space, and the alarm stops
   * those after it.
   */
  private ApplyResult result(Effect effect) {
    if (quota.hasRoomFor(effect.cost()) || effect.result() instanceof Refused) {
      return effect.result();
    }
    listener.quotaExceeded();
    return new Refused(Refusal.NO_SPACE);
  }

  /** Writes, publishes, then answers: nobody hears of an effect that a reader would not see. */
  private void commit() {
    listener.committing();
    machine.commit();
    listener.committed();
    quota.written(store.writtenBytes());
    appliedIndex.advance(machine.appliedIndex());
    for (Answer answer : answers) {
      requests.complete(answer.requestId(), answer.result());
    }
    answers.clear();
    removals.forEach(Runnable::run);
    removals.clear();
    listener.applied(machine.appliedIndex());
  }
}
