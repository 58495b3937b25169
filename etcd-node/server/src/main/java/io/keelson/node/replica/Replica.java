package io.keelson.node.replica;

import io.keelson.node.agent.Agent;
import io.keelson.node.agent.Latest;
import io.keelson.node.agent.Mailbox;
import io.keelson.node.agent.NanoClock;
import io.keelson.node.agent.Wakeup;
import io.keelson.node.apply.AppliedIndex;
import io.keelson.node.apply.ApplyInput;
import io.keelson.node.apply.PendingRequests;
import io.keelson.node.link.PeerLink;
import io.keelson.node.metrics.DiskMetrics;
import io.keelson.node.replica.Proposer.ProposerLimits;
import io.keelson.node.replica.ReplicaAgent.Published;
import io.keelson.node.replica.ReplicaAgent.ReplicaPorts;
import io.keelson.node.wal.PreparedSegment;
import io.keelson.node.wal.Wal;
import io.keelson.node.wal.WalSnapshot;
import io.keelson.raft.ConfChange;
import io.keelson.raft.Entry;
import io.keelson.raft.Input;
import io.keelson.raft.MemberProgress;
import io.keelson.raft.Message;
import io.keelson.raft.Raft;
import java.util.List;
import java.util.function.Supplier;

/**
 * The replica agent, the wal agent, and the doors through which others reach them. Built once; who
 * turns the agents is the builder's business.
 */
public final class Replica {
  private static final int INPUTS_MAX = 1 << 16;
  private static final int READS_MAX = 1 << 16;
  private static final int MESSAGES_MAX = 8192;
  private static final long MESSAGE_BYTES_MAX = 64L << 20;

  private final Mailbox<Input> inputs;
  private final Mailbox<Message> messages;
  private final Mailbox<WalInput> walInputs;
  private final Published published;
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
      Runnable prepareSegment,
      Surroundings surroundings) {}

  /**
   * The other members, as a replica sees them.
   *
   * @param self this member
   * @param link the way to them
   * @param snapshots where the state machine comes from that one of them needs
   * @param voters who has a vote now; any thread
   */
  public record Surroundings(
      long self, PeerLink link, SnapshotSource snapshots, Supplier<List<Long>> voters) {}

  /**
   * Timing and bounds.
   *
   * @param tickNanos heartbeat interval
   * @param electionTicks heartbeat intervals in an election timeout
   * @param limits bounds on requests
   */
  public record ReplicaTiming(long tickNanos, int electionTicks, ProposerLimits limits) {}

  /** Builds the agents; nothing runs yet. */
  public Replica(ReplicaParts parts, ReplicaTiming timing) {
    inputs = new Mailbox<>(INPUTS_MAX, parts.replicaWakeup());
    messages =
        new Mailbox<>(MESSAGES_MAX, MESSAGE_BYTES_MAX, Replica::bytes, parts.replicaWakeup());
    Mailbox<Input.Proposed> proposals = new Mailbox<>(INPUTS_MAX, parts.replicaWakeup());
    walInputs = new Mailbox<>(Integer.MAX_VALUE, parts.walWakeup());
    Mailbox<ReadRequest> reads = new Mailbox<>(READS_MAX, parts.replicaWakeup());
    published =
        new Published(
            new Latest<>(ReplicaStatus.UNKNOWN),
            new Latest<>(parts.raft().committedIndex()),
            new Latest<>(List.of()));
    Surroundings surroundings = parts.surroundings();
    TimeoutReasons timeouts =
        new TimeoutReasons(
            surroundings.self(),
            surroundings.link(),
            surroundings.voters(),
            timing.limits().timeoutNanos(),
            timing.tickNanos() * timing.electionTicks());
    replicaAgent =
        new ReplicaAgent(
            parts.raft(),
            new ReplicaPorts(
                inputs,
                messages,
                proposals,
                reads,
                walInputs,
                parts.apply(),
                surroundings.link(),
                surroundings.snapshots(),
                published,
                parts.listener()),
            parts.requests(),
            parts.appliedIndex(),
            timeouts,
            timing.tickNanos());
    walAgent =
        new WalAgent(
            parts.wal(),
            new WalAgent.WalPorts(walInputs, inputs, parts.surroundings().link()::send),
            parts.clock(),
            parts.metrics(),
            parts.prepareSegment());
    proposer =
        new Proposer(
            proposals,
            parts.requests(),
            published.committedIndex(),
            parts.appliedIndex(),
            parts.clock(),
            timing.limits());
    readIndex =
        new ReadIndex(
            reads,
            published.status(),
            parts.appliedIndex(),
            parts.clock(),
            timing.limits().timeoutNanos());
  }

  private static long bytes(Message message) {
    long bytes = 0;
    for (Entry entry : message.entries()) {
      bytes += entry.sizeBytes();
    }
    return bytes;
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
    return published.status();
  }

  /** How far the other members are, while this one leads; empty otherwise. As of the last tick. */
  public List<MemberProgress> progress() {
    return published.progress().get();
  }

  /** Highest index known to be committed, as last published. */
  public Latest<Long> committedIndex() {
    return published.committedIndex();
  }

  /** Another member says something; dropped when too much waits. Any thread. */
  public boolean received(Message message) {
    return messages.offer(message);
  }

  /** A received state machine is complete, and offered by this message. Any thread. */
  public void snapshotReceived(Message message) {
    inputs.post(new Input.Received(message));
  }

  /** A message to a member was lost. Any thread. */
  public void unreachable(long member) {
    inputs.offer(new Input.Unreachable(member));
  }

  /** Sending the state machine to a member has ended. Any thread. */
  public void snapshotSent(long member, boolean isAccepted) {
    inputs.post(new Input.SnapshotReported(member, isAccepted));
  }

  /** Ticks of the first election timeout need not be waited for. Any thread. */
  public void skipElectionTicks(int ticks) {
    inputs.post(new Input.TicksSkipped(ticks));
  }

  /** Another voter shall lead; without effect if this member does not. Any thread. */
  public void transferLeadership(long to) {
    inputs.offer(new Input.TransferLeadership(to));
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
