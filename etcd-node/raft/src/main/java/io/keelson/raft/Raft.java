package io.keelson.raft;

import io.keelson.raft.Ready.Leadership;
import io.keelson.raft.Role.Candidate;
import io.keelson.raft.Role.Follower;
import io.keelson.raft.Role.Leader;
import io.keelson.raft.confchange.Configuration;
import io.keelson.raft.tracker.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One member's Raft state machine. {@link #step} takes one input, {@link #ready} says once per
 * batch of inputs what has to be done. Owned by one thread, the replica agent's.
 *
 * <p>Persistence is asynchronous: what {@link Ready#persist} names is not counted, not even by this
 * member for itself, until {@link Input.Persisted} comes back for it. So an entry is committed only
 * when a quorum of disks holds it, of which this member's own is one, and a vote for oneself counts
 * only once it is durable. Whatever promises something to another member leaves with the write that
 * makes it true ({@link Persist#replies}).
 *
 * <p>This class finds the rule that an input concerns; the rules are in {@link Elections}, {@link
 * Following}, {@link Replicator}, {@link Reads}, {@link Proposals} and {@link Transfers}. No
 * message, whatever it says, breaks an invariant: what makes no sense is ignored with a note.
 */
public final class Raft {
  private final RaftConfig config;
  private final Core core;
  private final RaftLog log;
  private final Replicator replicator;
  private final Elections elections;
  private final Following following;
  private final Reads reads;
  private final Proposals proposals;
  private final Transfers transfers;
  private @Nullable Leadership handedOutLeadership;

  /**
   * Restarts a member from what its disk holds.
   *
   * @param recovered hard state, configuration and log as read back
   * @param random source of election timeouts
   */
  public Raft(RaftConfig config, Recovered recovered, RandomGenerator random) {
    this.config = config;
    core = new Core(config, recovered, random);
    log = core.log();
    replicator = new Replicator(core);
    elections = new Elections(core, replicator);
    following = new Following(core);
    reads = new Reads(core, replicator);
    proposals = new Proposals(core);
    transfers = new Transfers(core);
  }

  /**
   * What a member knows when it starts.
   *
   * @param hardState hard state last written
   * @param confState configuration at {@code appliedIndex}
   * @param appliedIndex index that the state machine holds durably
   * @param compactedIndex index before the first of {@code entries}, not above {@code appliedIndex}
   * @param compactedTerm term of the entry there, 0 for index 0
   * @param entries the log after {@code compactedIndex}, without gaps, at least up to {@code
   *     appliedIndex}; those already applied serve members that lag a little
   */
  public record Recovered(
      HardState hardState,
      ConfState confState,
      long appliedIndex,
      long compactedIndex,
      long compactedTerm,
      List<Entry> entries) {}

  /** Takes one input. */
  public void step(Input input) {
    switch (input) {
      case Input.Tick ignored -> tick();
      case Input.Received received -> receive(received.message());
      case Input.Proposed proposed -> proposals.propose(proposed);
      case Input.ReadRequested read -> reads.request(read.requestId());
      case Input.Persisted persisted -> persisted(persisted.persistNumber());
      case Input.Applied applied -> log.applied(applied.index());
      case Input.ConfApplied applied ->
          replicator.confApplied(applied.index(), ConfChangeV2.of(applied.change()));
      case Input.ConfV2Applied applied -> replicator.confApplied(applied.index(), applied.change());
      case Input.TicksSkipped skipped -> skipTicks(skipped.ticks());
      case Input.TransferLeadership transfer -> transfers.start(transfer.to());
      case Input.Unreachable unreachable ->
          whenLeading(leader -> replicator.unreachable(leader, unreachable.member()));
      case Input.SnapshotTaken taken ->
          whenLeading(leader -> replicator.snapshotTaken(leader, taken.member(), taken.snapshot()));
      case Input.SnapshotReported reported ->
          whenLeading(
              leader ->
                  replicator.snapshotReported(leader, reported.member(), reported.isAccepted()));
    }
  }

  private void whenLeading(Consumer<Leader> action) {
    Leader leader = core.leading();
    if (leader != null) {
      action.accept(leader);
    }
  }

  /** What has to be done after the inputs since the last call. */
  public Ready ready() {
    retain();
    Leadership leadership = takeLeadership();
    reads.flush();
    Leader leader = core.leading();
    if (leader != null) {
      replicator.flush(leader);
    }
    Outbox outbox = core.outbox();
    Persist persist = core.writes().take(core.hardState(), outbox);
    SnapshotMeta restore = core.writes().takeRestore();
    List<Entry> committed = log.takeCommitted(config.committedBytesMax());
    if (leader != null) {
      releaseUncommitted(leader, committed);
    }
    return new Ready(
        leadership,
        outbox.takeMessages(),
        outbox.takeSnapshotsWanted(),
        persist,
        restore,
        committed,
        outbox.takeReads(),
        outbox.takeRefused(),
        outbox.takeNotes());
  }

  /** Whether {@link #ready} has more to hand out although no new input came. */
  public boolean hasMore() {
    return log.hasCommitted();
  }

  /** Current term. */
  public long term() {
    return core.term();
  }

  /** The leader of the current term, 0 if unknown. */
  public long leader() {
    return core.leader();
  }

  /** Whether this member leads. */
  public boolean isLeader() {
    return core.leading() != null;
  }

  /** Member to which leadership is being handed over, 0 for none. */
  public long transferee() {
    Leader leader = core.leading();
    return leader == null ? 0 : leader.transferee();
  }

  /** Whether a proposal would be taken or sent on now, limits of size aside. */
  public boolean acceptsProposals() {
    return core.leader() != 0 && transferee() == 0;
  }

  /** Highest index known to be committed. */
  public long committedIndex() {
    return log.committedIndex();
  }

  /** Index of the last entry, durable or not. */
  public long lastIndex() {
    return log.lastIndex();
  }

  /** Index before the first entry in memory. */
  public long compactedIndex() {
    return log.compactedIndex();
  }

  /** Bytes of applied entries that are kept in memory for members that lag. */
  public long retainedBytes() {
    return log.retainedBytes();
  }

  /** The configuration in force. */
  public ConfState confState() {
    return core.members().configuration().state();
  }

  /** What is known of all members in ascending order while this one leads, else nothing. */
  public List<MemberProgress> progress() {
    Leader leader = core.leading();
    if (leader == null) {
      return List.of();
    }
    Configuration configuration = core.members().configuration();
    List<MemberProgress> all = new ArrayList<>();
    for (long member : configuration.members()) {
      boolean isLearner = configuration.isLearner(member);
      Progress known = leader.progress(member);
      if (known != null) {
        all.add(
            new MemberProgress(
                member, known.matchIndex(), isLearner, known.isRecentlyActive(), known.state()));
      } else if (member == config.id()) {
        all.add(
            new MemberProgress(
                member, log.persistedIndex(), isLearner, true, Progress.State.REPLICATE));
      }
    }
    return all;
  }

  /** Makes a member that alone decides campaign without waiting for its timeout. */
  public void campaignIfSoleVoter() {
    if (core.role() instanceof Follower && core.members().quorum().isSole(config.id())) {
      elections.campaign();
    }
  }

  private void skipTicks(int ticks) {
    if (core.role() instanceof Follower follower && follower.leader() == 0) {
      follower.skip(ticks);
    }
  }

  private void tick() {
    Leader leader = core.leading();
    if (leader == null) {
      elections.tick();
      return;
    }
    if (leader.tickQuorum(config.electionTicks())) {
      replicator.checkQuorum(leader);
      if (core.leading() != leader) {
        return;
      }
    }
    transfers.tick(leader);
    if (leader.tickHeartbeat(config.heartbeatTicks())) {
      replicator.sendHeartbeats(leader, reads.context());
    }
  }

  private void persisted(long number) {
    HardState durable = core.writes().persisted(number);
    if (durable != null) {
      elections.ownVoteIsDurable(durable);
      replicator.ownLogIsDurable();
    }
  }

  private void receive(Message message) {
    String flaw = Admission.flaw(message, config.id());
    if (flaw == null && !isHeard(message)) {
      flaw = "its sender is not a member of the cluster";
    }
    if (flaw != null) {
      core.note(
          "ignored a %s message from %x: %s"
              .formatted(message.type().text(), message.from(), flaw));
      return;
    }
    switch (message.type()) {
      case PROP -> proposals.receive(message);
      case READ_INDEX -> reads.receive(message);
      case TRANSFER_LEADER -> {
        if (core.leading() == null) {
          core.forward(message, "leader transfer msg");
        } else {
          transfers.start(message.from());
        }
      }
      case APP,
          APP_RESP,
          VOTE,
          VOTE_RESP,
          SNAP,
          HEARTBEAT,
          HEARTBEAT_RESP,
          TIMEOUT_NOW,
          READ_INDEX_RESP,
          PRE_VOTE,
          PRE_VOTE_RESP -> {
        if (meetsTerm(message)) {
          receiveInTerm(message);
        }
      }
    }
  }

  /**
   * Whether a sender may say this. A member whose configuration is old, or empty because it has
   * just joined, must listen to a leader that it does not know and vote for such a candidate
   * (thesis, 4.1). A leader knows whom it leads.
   */
  private boolean isHeard(Message message) {
    if (core.members().configuration().contains(message.from())) {
      return true;
    }
    return switch (message.type()) {
      case APP, SNAP, HEARTBEAT, VOTE, PRE_VOTE -> core.leading() == null;
      case TIMEOUT_NOW, READ_INDEX_RESP -> core.leader() == message.from();
      case PROP, APP_RESP, VOTE_RESP, HEARTBEAT_RESP, TRANSFER_LEADER, READ_INDEX, PRE_VOTE_RESP ->
          false;
    };
  }

  /** Brings a message and this member to the same term; false if the message ends there. */
  private boolean meetsTerm(Message message) {
    if (message.term() < core.term()) {
      answerEarlierTerm(message);
      return false;
    }
    if (message.term() == core.term()) {
      return true;
    }
    boolean isVoteRequest =
        message.type() == Message.Type.VOTE || message.type() == Message.Type.PRE_VOTE;
    if (isVoteRequest && elections.isLeaseHeld(message)) {
      return false;
    }
    boolean isOfFuture =
        message.type() == Message.Type.PRE_VOTE
            || (message.type() == Message.Type.PRE_VOTE_RESP && !message.reject());
    if (!isOfFuture) {
      core.note(
          "[term: %d] received a %s message with higher term from %x [term: %d]"
              .formatted(core.term(), message.type().text(), message.from(), message.term()));
      core.follow(message.term(), isOfLeader(message) ? message.from() : 0);
    }
    return true;
  }

  private static boolean isOfLeader(Message message) {
    return message.type() == Message.Type.APP
        || message.type() == Message.Type.HEARTBEAT
        || message.type() == Message.Type.SNAP;
  }

  private void answerEarlierTerm(Message message) {
    switch (message.type()) {
      // Makes a leader of an earlier term, which may not reach anybody else, step down.
      case APP, HEARTBEAT -> core.send(core.message(Message.Type.APP_RESP, message.from()).build());
      case PRE_VOTE -> elections.refuse(message);
      case PROP,
          APP_RESP,
          VOTE,
          VOTE_RESP,
          SNAP,
          HEARTBEAT_RESP,
          TRANSFER_LEADER,
          TIMEOUT_NOW,
          READ_INDEX,
          READ_INDEX_RESP,
          PRE_VOTE_RESP ->
          core.note(
              "[term: %d] ignored a %s message with lower term from %x [term: %d]"
                  .formatted(core.term(), message.type().text(), message.from(), message.term()));
    }
  }

  private void receiveInTerm(Message message) {
    switch (message.type()) {
      case VOTE, PRE_VOTE -> elections.receiveRequest(message);
      case VOTE_RESP, PRE_VOTE_RESP -> elections.receiveAnswer(message);
      case TIMEOUT_NOW -> elections.campaignForTransfer(message);
      case READ_INDEX_RESP -> reads.receiveAnswer(message);
      case APP, HEARTBEAT, SNAP -> receiveOfLeader(message);
      case APP_RESP, HEARTBEAT_RESP -> receiveOfFollower(message);
      case PROP, TRANSFER_LEADER, READ_INDEX -> throw new AssertionError("has no term");
    }
  }

  private void receiveOfLeader(Message message) {
    SnapshotMeta snapshot = message.snapshot();
    if (!following.accept(message)) {
      return;
    }
    if (message.type() == Message.Type.APP) {
      following.receiveEntries(message);
    } else if (message.type() == Message.Type.HEARTBEAT) {
      following.receiveHeartbeat(message);
    } else if (snapshot != null) {
      following.receiveSnapshot(message, snapshot);
    }
  }

  private void receiveOfFollower(Message message) {
    Leader leader = core.leading();
    Progress progress = leader == null ? null : leader.progress(message.from());
    if (leader == null || progress == null) {
      return;
    }
    if (message.type() == Message.Type.APP_RESP) {
      replicator.receiveAnswer(leader, progress, message);
      transfers.progressed(leader, message.from(), progress);
    } else {
      progress.markActive(true);
      progress.heartbeatAnswered(log.lastIndex());
      reads.heartbeatAnswered(message.from(), message.context());
    }
  }

  /** Keeps a tail of the applied entries while there is anybody to send it to. */
  private void retain() {
    if (core.members().isAlone(config.id())) {
      log.retain(0, 0);
    } else {
      RaftConfig.Replication limits = config.replication();
      log.retain(limits.retainedEntriesMax(), limits.retainedBytesMax());
    }
  }

  private @Nullable Leadership takeLeadership() {
    Leadership now =
        switch (core.role()) {
          case Follower follower -> new Leadership(term(), follower.leader(), false, false, false);
          case Candidate ignored -> new Leadership(term(), 0, false, false, false);
          case Leader leader ->
              new Leadership(
                  term(),
                  config.id(),
                  true,
                  core.members().quorum().isSole(config.id()),
                  core.isTermCommitted(leader));
        };
    if (now.equals(handedOutLeadership)) {
      return null;
    }
    noteLeader(handedOutLeadership == null ? 0 : handedOutLeadership.leader(), now);
    handedOutLeadership = now;
    return now;
  }

  private void noteLeader(long before, Leadership now) {
    if (before == now.leader()) {
      return;
    }
    String what;
    if (now.leader() == 0) {
      what = "lost leader %x".formatted(before);
    } else if (before == 0) {
      what = "elected leader %x".formatted(now.leader());
    } else {
      what = "changed leader from %x to %x".formatted(before, now.leader());
    }
    core.outbox().note("raft.node: %x %s at term %d".formatted(config.id(), what, now.term()));
  }

  private static void releaseUncommitted(Leader leader, List<Entry> committed) {
    long bytes = 0;
    for (Entry entry : committed) {
      bytes += entry.data().length();
    }
    leader.addUncommitted(-bytes);
  }

  /** The log, for checks across members in simulations. */
  RaftLog log() {
    return log;
  }

  /** Checks what must hold between inputs; called after every step in simulations. */
  public void invariant() {
    core.invariant();
  }
}
