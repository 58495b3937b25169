package io.keelson.node.replica;

import io.keelson.node.agent.Agent;
import io.keelson.node.agent.Latest;
import io.keelson.node.agent.Mailbox;
import io.keelson.node.agent.NanoClock;
import io.keelson.node.agent.Wakeup;
import io.keelson.node.apply.AppliedIndex;
import io.keelson.node.apply.ApplyInput;
import io.keelson.node.apply.PendingRequests;
import io.keelson.node.metrics.DiskMetrics;
import io.keelson.node.replica.Proposer.ProposerLimits;
import io.keelson.node.replica.ReplicaAgent.ReplicaPorts;
import io.keelson.node.wal.PreparedSegment;
import io.keelson.node.wal.Wal;
import io.keelson.node.wal.WalSnapshot;
import io.keelson.raft.ConfChange;
import io.keelson.raft.Input;
import io.keelson.raft.Raft;

/**
 * The replica agent, the wal agent, and the doors through which others reach them. Built once; who
 * turns the agents is the builder's business.
 */
public final class Replica {
  private static final int INPUTS_MAX = 1 << 16;
  private static final int READS_MAX = 1 << 16;

  private final Mailbox<Input> inputs;
  private final Mailbox<WalInput> walInputs;
  private final Latest<ReplicaStatus> status = new Latest<>(ReplicaStatus.UNKNOWN);
  private final Latest<Long> committedIndex;
  private final ReplicaAgent replicaAgent;
  private final WalAgent walAgent;
  private final Proposer proposer;
  private final ReadIndex readIndex;

  /**
   * What a replica works with.
   *
   * @param replicaWakeup wakes the thread that turns the replica agent
   * @param walWakeup wakes the thread that turns the wal agent
   * @param apply where committed entries go
   * @param requests requests of this member's clients
   * @param prepareSegment starts making a log segment, see {@link #segmentPrepared}
   */
  public record ReplicaParts(
      Raft raft,
      Wal wal,
      Wakeup replicaWakeup,
      Wakeup walWakeup,
      Mailbox<ApplyInput> apply,
      PendingRequests requests,
      AppliedIndex appliedIndex,
      NanoClock clock,
      DiskMetrics metrics,
      ReplicaListener listener,
      Runnable prepareSegment) {}

  /**
   * Timing and bounds.
   *
   * @param tickNanos heartbeat interval
   * @param limits bounds on requests
   */
  public record ReplicaTiming(long tickNanos, ProposerLimits limits) {}

  /** Builds the agents; nothing runs yet. */
  public Replica(ReplicaParts parts, ReplicaTiming timing) {
    inputs = new Mailbox<>(INPUTS_MAX, parts.replicaWakeup());
    walInputs = new Mailbox<>(Integer.MAX_VALUE, parts.walWakeup());
    Mailbox<ReadRequest> reads = new Mailbox<>(READS_MAX, parts.replicaWakeup());
    committedIndex = new Latest<>(parts.raft().committedIndex());
    replicaAgent =
        new ReplicaAgent(
            parts.raft(),
            new ReplicaPorts(
                inputs, reads, walInputs, parts.apply(), status, committedIndex, parts.listener()),
            parts.requests(),
            parts.appliedIndex(),
            timing.tickNanos());
    walAgent =
        new WalAgent(
            parts.wal(),
            new WalAgent.WalPorts(walInputs, inputs, messages -> {}),
            parts.clock(),
            parts.metrics(),
            parts.prepareSegment());
    proposer =
        new Proposer(
            inputs,
            parts.requests(),
            committedIndex,
            parts.appliedIndex(),
            parts.clock(),
            timing.limits());
    readIndex =
        new ReadIndex(
            reads, status, parts.appliedIndex(), parts.clock(), timing.limits().timeoutNanos());
  }

  /** The agent that turns the Raft core. */
  public Agent replicaAgent() {
    return replicaAgent;
  }

  /** The agent that writes the log. */
  public Agent walAgent() {
    return walAgent;
  }

  /** The door for requests. */
  public Proposer proposer() {
    return proposer;
  }

  /** The door for linearizable reads. */
  public ReadIndex readIndex() {
    return readIndex;
  }

  /** Leadership as last published. */
  public Latest<ReplicaStatus> status() {
    return status;
  }

  /** Highest index known to be committed, as last published. */
  public Latest<Long> committedIndex() {
    return committedIndex;
  }

  /** The state machine has decided about a configuration change. The apply thread. */
  public void confApplied(long index, ConfChange change) {
    inputs.post(new Input.ConfApplied(index, change));
  }

  /** A log segment is ready. Any thread. */
  public void segmentPrepared(PreparedSegment segment) {
    walInputs.post(new WalInput.Prepared(segment));
  }

  /** The store holds everything up to a snapshot durably; older log may go. Any thread. */
  public void storeIsDurable(WalSnapshot snapshot, long releaseIndex) {
    walInputs.post(new WalInput.Snapshot(snapshot, releaseIndex));
  }
}
