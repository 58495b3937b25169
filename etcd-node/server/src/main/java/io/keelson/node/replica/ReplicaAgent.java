package io.keelson.node.replica;

import io.keelson.node.agent.Agent;
import io.keelson.node.agent.Latest;
import io.keelson.node.agent.Mailbox;
import io.keelson.node.apply.AppliedIndex;
import io.keelson.node.apply.ApplyInput;
import io.keelson.node.apply.ApplyResult;
import io.keelson.node.apply.PendingRequests;
import io.keelson.node.command.Refusal;
import io.keelson.node.failpoint.Failpoint;
import io.keelson.node.link.PeerLink;
import io.keelson.raft.Input;
import io.keelson.raft.MemberProgress;
import io.keelson.raft.Message;
import io.keelson.raft.Raft;
import io.keelson.raft.Ready;
import io.keelson.raft.Ready.Leadership;
import io.keelson.raft.Ready.Reason;
import io.keelson.raft.Ready.Refused;
import io.keelson.raft.SnapshotMeta;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Owns the Raft core. Each turn takes all inputs that wait, asks the core once what is to be done,
 * and hands that on; so one turn's proposals share one write to disk and one message to each
 * follower.
 */
public final class ReplicaAgent implements Agent {
  private static final int INPUTS_MAX = 2048;

  private final Raft raft;
  private final ReplicaPorts ports;
  private final PendingRequests requests;
  private final AppliedIndex appliedIndex;
  private final TimeoutReasons timeouts;
  private final ReadQueue reads;
  private final long tickNanos;
  private final TreeMap<Long, SnapshotSource.Taken> taken = new TreeMap<>();
  private long nextTickNanos = Long.MIN_VALUE;
  private long publishedApplied;
  private @Nullable SnapshotMeta offeredSnapshot;

  /** Turns a Raft core that nobody else touches from now on. */
  ReplicaAgent(
      Raft raft,
      ReplicaPorts ports,
      PendingRequests requests,
      AppliedIndex appliedIndex,
      TimeoutReasons timeouts,
      long tickNanos) {
    this.raft = raft;
    this.ports = ports;
    this.requests = requests;
    this.appliedIndex = appliedIndex;
    this.timeouts = timeouts;
    this.reads = new ReadQueue(ports.reads(), requests, appliedIndex, timeouts);
    this.tickNanos = tickNanos;
    this.publishedApplied = appliedIndex.get();
  }

  /**
   * Where a replica's inputs come from and its effects go to.
   *
   * @param inputs what this member's own parts say
   * @param messages what other members say
   * @param proposals what clients ask for
   */
  record ReplicaPorts(
      Mailbox<Input> inputs,
      Mailbox<Message> messages,
      Mailbox<Input.Proposed> proposals,
      Mailbox<ReadRequest> reads,
      Mailbox<WalInput> wal,
      Mailbox<ApplyInput> apply,
      PeerLink link,
      SnapshotSource snapshots,
      Published published,
      ReplicaListener listener) {}

  /** What other threads may know of the replica. */
  record Published(
      Latest<ReplicaStatus> status,
      Latest<Long> committedIndex,
      Latest<List<MemberProgress>> progress) {}

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
    stepApplied();
    inputs.forEach(this::step);
    List<Message> messages = ports.messages().drain(INPUTS_MAX);
    for (Message message : messages) {
      raft.step(new Input.Received(message));
    }
    tick(nowNanos);
    int handled = inputs.size() + messages.size() + propose();
    handled += reads.ask(raft, nowNanos);
    raft.campaignIfSoleVoter();
    do {
      Ready ready = raft.ready();
      decide(ready);
      if (ready.isEmpty()) {
        discardTaken();
        break;
      }
      handled++;
      handle(ready, nowNanos);
    } while (raft.hasMore() || !taken.isEmpty());
    return handled;
  }

  private void step(Input input) {
    raft.step(input);
    if (input instanceof Input.Received received && received.message().snapshot() != null) {
      offeredSnapshot = received.message().snapshot();
    }
  }

  private void stepApplied() {
    long applied = appliedIndex.get();
    if (applied > publishedApplied) {
      publishedApplied = applied;
      raft.step(new Input.Applied(applied));
    }
  }

  /** Without a leader proposals wait where they are, as upstream's do, until their time is up. */
  private int propose() {
    if (!raft.acceptsProposals()) {
      return 0;
    }
    List<Input.Proposed> proposals = ports.proposals().drain(INPUTS_MAX);
    for (Input.Proposed proposal : proposals) {
      if (requests.isAwaited(proposal.requestId())) {
        raft.step(proposal);
      }
    }
    return proposals.size();
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
    requests.expire(nowNanos, timeouts::of);
    reads.expire(nowNanos);
    ports.published().progress().publish(raft.progress());
  }

  private void handle(Ready ready, long nowNanos) {
    ready.notes().forEach(note -> ports.listener().noted(note.text()));
    if (ready.leadership() != null) {
      publish(ready.leadership(), nowNanos);
    }
    ports.published().committedIndex().publish(raft.committedIndex());
    if (ready.persist() != null) {
      ports.wal().post(new WalInput.Write(ready.persist()));
    }
    send(ready.messages());
    // Raft has said by now which of those it was offered it still wants to send.
    discardTaken();
    ready.snapshotsWanted().forEach(this::take);
    if (ready.restore() != null) {
      ports.apply().post(new ApplyInput.Restore(ready.restore()));
    }
    if (!ready.committed().isEmpty()) {
      ports.apply().post(new ApplyInput.Committed(ready.committed()));
    }
    ready.reads().forEach(reads::confirmed);
    ready.refused().forEach(this::refuse);
  }

  /** What was offered since the last time is in this write, or Raft wants none of it. */
  private void decide(Ready ready) {
    SnapshotMeta offered = offeredSnapshot;
    if (offered != null) {
      offeredSnapshot = null;
      SnapshotMeta accepted = ready.persist() == null ? null : ready.persist().snapshot();
      ports.snapshots().decided(offered.index(), offered.equals(accepted));
    }
  }

  private void send(List<Message> messages) {
    if (messages.isEmpty()) {
      return;
    }
    if (ports.published().status().get().isLeader()) {
      Failpoint.RAFT_BEFORE_LEADER_SEND.hit();
    }
    List<Message> plain = messages;
    for (Message message : messages) {
      if (message.type() == Message.Type.SNAP) {
        plain = messages.stream().filter(each -> each.type() != Message.Type.SNAP).toList();
        sendSnapshot(message);
      }
    }
    ports.link().send(plain);
  }

  private void take(long member) {
    SnapshotSource.Taken state = ports.snapshots().take();
    discard(taken.put(member, state));
    raft.step(new Input.SnapshotTaken(member, state.meta()));
  }

  private void sendSnapshot(Message message) {
    SnapshotSource.Taken state = taken.remove(message.to());
    if (state == null || !state.meta().equals(message.snapshot())) {
      discard(state);
      raft.step(new Input.SnapshotReported(message.to(), false));
      return;
    }
    ports.link().sendSnapshot(message, state.body());
  }

  private void discardTaken() {
    taken.values().forEach(ReplicaAgent::discard);
    taken.clear();
  }

  private static void discard(SnapshotSource.@Nullable Taken state) {
    if (state != null) {
      state.body().close();
    }
  }

  private void publish(Leadership leadership, long nowNanos) {
    boolean mayReadAlone =
        leadership.isLeader() && leadership.isSoleVoter() && leadership.isTermCommitted();
    ReplicaStatus next =
        new ReplicaStatus(
            leadership.term(),
            leadership.leader(),
            leadership.isLeader(),
            leadership.isSoleVoter(),
            mayReadAlone ? raft.committedIndex() : Long.MAX_VALUE);
    if (leadership.leader() != ports.published().status().get().leader()) {
      reads.leaderChanged();
    }
    timeouts.leads(leadership.leader(), nowNanos);
    ports.published().status().publish(next);
    ports.published().progress().publish(raft.progress());
    ports.listener().leadershipChanged(next);
  }

  private void refuse(Refused refused) {
    if (reads.refused(refused)) {
      return;
    }
    if (refused.reason() == Reason.BUSY) {
      requests.complete(refused.requestId(), new ApplyResult.Refused(Refusal.TOO_MANY_REQUESTS));
    } else {
      // Asked for just before, a leader took it or sent it on: this one is known to be nowhere.
      requests.complete(refused.requestId(), new ApplyResult.Refused(Refusal.LEADER_CHANGED));
    }
  }

  @Override
  public void invariant() {
    raft.invariant();
  }

  @Override
  public void close() {
    discardTaken();
    requests.refuseAll(Refusal.STOPPED);
    reads.close();
  }
}
