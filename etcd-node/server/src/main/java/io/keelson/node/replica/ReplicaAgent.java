package io.keelson.node.replica;

import io.keelson.node.agent.Agent;
import io.keelson.node.agent.Latest;
import io.keelson.node.agent.Mailbox;
import io.keelson.node.apply.AppliedIndex;
import io.keelson.node.apply.ApplyInput;
import io.keelson.node.apply.ApplyResult;
import io.keelson.node.apply.PendingRequests;
import io.keelson.node.command.Refusal;
import io.keelson.raft.Input;
import io.keelson.raft.Raft;
import io.keelson.raft.ReadState;
import io.keelson.raft.Ready;
import io.keelson.raft.Ready.Leadership;
import io.keelson.raft.Ready.Reason;
import io.keelson.raft.Ready.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Owns the Raft core. Each turn takes all inputs that wait, asks the core once what is to be done,
 * and hands that on; so one turn's proposals share one write to disk.
 */
public final class ReplicaAgent implements Agent {
  private static final int INPUTS_MAX = 2048;
  private static final int READS_MAX = 4096;

  private final Raft raft;
  private final ReplicaPorts ports;
  private final PendingRequests requests;
  private final AppliedIndex appliedIndex;
  private final long tickNanos;
  private final List<ReadRequest> waitingReads = new ArrayList<>();
  private final TreeMap<Long, List<ReadRequest>> askedReads = new TreeMap<>();
  private long nextReadId = 1;
  private long nextTickNanos = Long.MIN_VALUE;
  private long publishedApplied;

  /** Turns a Raft core that nobody else touches from now on. */
  ReplicaAgent(
      Raft raft,
      ReplicaPorts ports,
      PendingRequests requests,
      AppliedIndex appliedIndex,
      long tickNanos) {
    this.raft = raft;
    this.ports = ports;
    this.requests = requests;
    this.appliedIndex = appliedIndex;
    this.tickNanos = tickNanos;
  }

  /** Where a replica's inputs come from and its effects go to. */
  record ReplicaPorts(
      Mailbox<Input> inputs,
      Mailbox<ReadRequest> reads,
      Mailbox<WalInput> wal,
      Mailbox<ApplyInput> apply,
      Latest<ReplicaStatus> status,
      Latest<Long> committedIndex,
      ReplicaListener listener) {}

  @Override
  public String name() {
    return "replica";
  }

  @Override
  public long nextDeadlineNanos(long nowNanos) {
    return nextTickNanos == Long.MIN_VALUE ? nowNanos : nextTickNanos;
  }

  @Override
  public int turn(long nowNanos) {
    List<Input> inputs = ports.inputs().drain(INPUTS_MAX);
    // Known before the inputs are stepped: who was told of a change of members may ask for the
    // next.
    long applied = appliedIndex.get();
    if (applied > publishedApplied) {
      publishedApplied = applied;
      raft.step(new Input.Applied(applied));
    }
    inputs.forEach(raft::step);
    tick(nowNanos);
    List<ReadRequest> reads = ports.reads().drain(READS_MAX);
    waitingReads.addAll(reads);
    askForReads();
    raft.campaignIfSoleVoter();
    int handled = inputs.size() + reads.size();
    do {
      Ready ready = raft.ready();
      if (ready.isEmpty()) {
        break;
      }
      handled++;
      handle(ready);
    } while (raft.hasMore());
    return handled;
  }

  private void tick(long nowNanos) {
    if (nextTickNanos == Long.MIN_VALUE) {
      nextTickNanos = nowNanos + tickNanos;
    }
    if (nowNanos - nextTickNanos < 0) {
      return;
    }
    // After a pause the missed ticks are not made up for: nobody could have answered meanwhile.
    nextTickNanos = nowNanos + tickNanos;
    raft.step(new Input.Tick());
    requests.expire(nowNanos);
    expireReads(nowNanos);
  }

  private void askForReads() {
    if (waitingReads.isEmpty() || !askedReads.isEmpty()) {
      return;
    }
    long id = nextReadId++;
    askedReads.put(id, new ArrayList<>(waitingReads));
    waitingReads.clear();
    raft.step(new Input.ReadRequested(id));
  }

  private void expireReads(long nowNanos) {
    List<ReadRequest> late = new ArrayList<>();
    waitingReads.removeIf(read -> isLate(read, nowNanos, late));
    askedReads.values().forEach(reads -> reads.removeIf(read -> isLate(read, nowNanos, late)));
    late.forEach(read -> read.refuse().accept(Refusal.TIMEOUT));
  }

  private static boolean isLate(ReadRequest read, long nowNanos, List<ReadRequest> late) {
    boolean isLate = read.deadlineNanos() - nowNanos < 0;
    if (isLate) {
      late.add(read);
    }
    return isLate;
  }

  private void handle(Ready ready) {
    ready.notes().forEach(note -> ports.listener().noted(note.text()));
    if (ready.leadership() != null) {
      publish(ready.leadership());
    }
    ports.committedIndex().publish(raft.committedIndex());
    if (ready.persist() != null) {
      ports.wal().post(new WalInput.Write(ready.persist()));
    }
    if (!ready.committed().isEmpty()) {
      ports.apply().post(new ApplyInput.Committed(ready.committed()));
    }
    ready.reads().forEach(this::confirm);
    ready.refused().forEach(this::refuse);
  }

  private void publish(Leadership leadership) {
    boolean mayReadAlone =
        leadership.isLeader() && leadership.isSoleVoter() && leadership.isTermCommitted();
    ReplicaStatus next =
        new ReplicaStatus(
            leadership.term(),
            leadership.leader(),
            leadership.isLeader(),
            leadership.isSoleVoter(),
            mayReadAlone ? raft.committedIndex() : Long.MAX_VALUE);
    ports.status().publish(next);
    ports.listener().leadershipChanged(next);
  }

  private void confirm(ReadState state) {
    List<ReadRequest> reads = askedReads.remove(state.requestId());
    if (reads != null) {
      reads.forEach(read -> appliedIndex.await(state.index(), read.serve()));
    }
  }

  private void refuse(Refused refused) {
    List<ReadRequest> reads = askedReads.remove(refused.requestId());
    if (reads != null) {
      // Asked again at the next tick, until they are late.
      waitingReads.addAll(reads);
      return;
    }
    if (refused.reason() == Reason.BUSY) {
      requests.complete(refused.requestId(), new ApplyResult.Refused(Refusal.TOO_MANY_REQUESTS));
    }
    // Without a leader the request keeps waiting and times out, as upstream's does.
  }

  @Override
  public void close() {
    requests.refuseAll(Refusal.STOPPED);
    waitingReads.forEach(read -> read.refuse().accept(Refusal.STOPPED));
    askedReads
        .values()
        .forEach(reads -> reads.forEach(read -> read.refuse().accept(Refusal.STOPPED)));
  }
}
