package io.keelson.raft;

import io.keelson.bytes.Bytes;
import io.keelson.raft.Ready.Leadership;
import io.keelson.raft.Ready.Note;
import io.keelson.raft.Ready.Reason;
import io.keelson.raft.Ready.Refused;
import io.keelson.raft.Role.Candidate;
import io.keelson.raft.Role.Follower;
import io.keelson.raft.Role.Leader;
import io.keelson.raft.confchange.Configuration;
import io.keelson.raft.quorum.Quorum;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One member's Raft state machine. {@link #step} takes one input, {@link #ready} says once per
 * batch of inputs what has to be done. Owned by one thread, the replica agent's.
 *
 * <p>Persistence is asynchronous: what {@link Ready#persist} names is not counted, not even by this
 * member for itself, until {@link Input.Persisted} comes back for it. So an entry is committed only
 * when a quorum of disks holds it, of which this member's own is one, and a vote for oneself counts
 * only once it is durable.
 *
 * <p>This build runs clusters of one voter; messages are accepted from members of the configuration
 * only, and there are none.
 */
public final class Raft {
  private final RaftConfig config;
  private final RandomGenerator random;
  private final RaftLog log;
  private Configuration configuration;
  private Quorum quorum;
  private Role role;

  private long term;
  private long vote;
  private long appliedIndex;

  private HardState handedOutHardState;
  private long persistedTo;
  private long nextPersistNumber = 1;
  private final ArrayDeque<PersistInFlight> persistsInFlight = new ArrayDeque<>();

  private final List<Entry> appends = new ArrayList<>();
  private final List<ReadState> reads = new ArrayList<>();
  private final List<Long> pendingReads = new ArrayList<>();
  private final List<Refused> refused = new ArrayList<>();
  private final List<Note> notes = new ArrayList<>();
  private @Nullable Leadership handedOutLeadership;

  private record PersistInFlight(long number, long lastIndex, long term, long vote) {}

  /**
   * Restarts a member from what its disk holds.
   *
   * @param recovered hard state, configuration and log as read back
   * @param random source of election timeouts
   */
  public Raft(RaftConfig config, Recovered recovered, RandomGenerator random) {
    this.config = config;
    this.random = random;
    this.log =
        new RaftLog(
            recovered.appliedIndex(),
            recovered.appliedTerm(),
            recovered.entries(),
            recovered.hardState().commit());
    this.configuration = new Configuration(recovered.confState());
    this.quorum = configuration.quorum();
    this.term = Math.max(recovered.hardState().term(), log.lastTerm());
    this.vote = term == recovered.hardState().term() ? recovered.hardState().vote() : 0;
    this.appliedIndex = recovered.appliedIndex();
    this.handedOutHardState = recovered.hardState();
    this.role = new Follower(0, drawElectionTicks());
    this.persistedTo = log.lastIndex();
  }

  /**
   * What a member knows when it starts.
   *
   * @param hardState hard state last written
   * @param confState configuration at {@code appliedIndex}
   * @param appliedIndex index that the state machine holds durably
   * @param appliedTerm term of the entry there, 0 for index 0
   * @param entries the log after {@code appliedIndex}, without gaps
   */
  public record Recovered(
      HardState hardState,
      ConfState confState,
      long appliedIndex,
      long appliedTerm,
      List<Entry> entries) {}

  /** Takes one input. */
  public void step(Input input) {
    switch (input) {
      case Input.Tick ignored -> tick();
      case Input.Received received -> receive(received.message());
      case Input.Proposed proposed -> propose(proposed);
      case Input.ReadRequested read -> requestRead(read.requestId());
      case Input.Persisted persisted -> persisted(persisted.persistNumber());
      case Input.Applied applied -> applied(applied.index());
      case Input.ConfApplied applied -> confApplied(applied);
      case Input.Compacted compacted -> log.compactTo(compacted.index());
      case Input.Unreachable ignored -> {}
      case Input.SnapshotTaken ignored -> {}
      case Input.SnapshotReported ignored -> {}
      case Input.TransferLeadership ignored -> {}
    }
  }

  /** What has to be done after the inputs since the last call. */
  public Ready ready() {
    List<Entry> committed = log.takeCommitted(config.committedBytesMax());
    releaseUncommitted(committed);
    return new Ready(
        takeLeadership(),
        List.of(),
        List.of(),
        takePersist(),
        null,
        committed,
        take(reads),
        take(refused),
        take(notes));
  }

  /** Whether {@link #ready} has more to hand out although no new input came. */
  public boolean hasMore() {
    return log.hasCommitted();
  }

  /** Current term. */
  public long term() {
    return term;
  }

  /** Highest index known to be committed. */
  public long committedIndex() {
    return log.committedIndex();
  }

  /** Index of the last entry, durable or not. */
  public long lastIndex() {
    return log.lastIndex();
  }

  /** The configuration in force. */
  public ConfState confState() {
    return configuration.state();
  }

  /** Makes a member that alone decides campaign without waiting for its timeout. */
  public void campaignIfSoleVoter() {
    if (role instanceof Follower && quorum.isSole(config.id())) {
      campaign();
    }
  }

  private void tick() {
    switch (role) {
      case Follower follower -> {
        if (follower.ticksLeft() > 1 || !quorum.contains(config.id())) {
          role = new Follower(follower.leader(), Math.max(1, follower.ticksLeft() - 1));
        } else {
          campaign();
        }
      }
      case Candidate candidate -> {
        if (candidate.tick()) {
          campaign();
        }
      }
      case Leader ignored -> {
        // A leader without followers has nobody to send heartbeats to.
      }
    }
  }

  private void campaign() {
    term++;
    vote = config.id();
    role = new Candidate(drawElectionTicks());
    note(hex(config.id()) + " became candidate at term " + term);
  }

  private void becomeLeader() {
    Leader leader = new Leader(log.lastIndex() + 1);
    leader.progressOf(config.id()).confirm(log.persistedIndex());
    role = leader;
    note(hex(config.id()) + " became leader at term " + term);
    append(leader, EntryType.NORMAL, Bytes.EMPTY);
  }

  private int drawElectionTicks() {
    return config.electionTicks() + random.nextInt(config.electionTicks());
  }

  private void receive(Message message) {
    if (!configuration.contains(message.from()) || message.from() == config.id()) {
      note(
          hex(config.id())
              + " ignored a message of type "
              + message.type()
              + " from "
              + hex(message.from())
              + ", which is not another member of the cluster");
      return;
    }
    throw new Invariant.BrokenInvariantException("this build admits no second member");
  }

  private void propose(Input.Proposed proposed) {
    if (!(role instanceof Leader leader)) {
      refused.add(new Refused(proposed.requestId(), Reason.NO_LEADER));
      return;
    }
    long bytes = proposed.data().length();
    if (leader.uncommittedBytes() > 0
        && leader.uncommittedBytes() + bytes > config.uncommittedBytesMax()) {
      refused.add(new Refused(proposed.requestId(), Reason.BUSY));
      return;
    }
    if (proposed.type() != EntryType.NORMAL && log.hasPendingConfChange(appliedIndex)) {
      // One unapplied change at a time; the entry keeps its place and loses its effect.
      append(leader, EntryType.NORMAL, Bytes.EMPTY);
      refused.add(new Refused(proposed.requestId(), Reason.BUSY));
      return;
    }
    append(leader, proposed.type(), proposed.data());
  }

  private void append(Leader leader, EntryType type, Bytes data) {
    Entry entry = new Entry(type, term, log.lastIndex() + 1, data);
    log.append(entry);
    appends.add(entry);
    leader.addUncommitted(data.length());
  }

  private void requestRead(long requestId) {
    if (!(role instanceof Leader leader)) {
      refused.add(new Refused(requestId, Reason.NO_LEADER));
      return;
    }
    if (!isTermCommitted(leader)) {
      // Until an entry of this term is committed the leader does not know what is (thesis, 6.4).
      pendingReads.add(requestId);
      return;
    }
    confirmRead(requestId);
  }

  private void confirmRead(long requestId) {
    Invariant.check(quorum.isSole(config.id()), "reads are confirmed by the sole voter");
    reads.add(new ReadState(requestId, log.committedIndex()));
  }

  private boolean isTermCommitted(Leader leader) {
    return log.committedIndex() >= leader.firstIndexOfTerm();
  }

  private void persisted(long number) {
    while (!persistsInFlight.isEmpty() && persistsInFlight.peek().number() <= number) {
      PersistInFlight done = persistsInFlight.remove();
      persistedTo = done.lastIndex();
      log.persistedTo(done.lastIndex());
      if (role instanceof Candidate candidate
          && done.term() == term
          && done.vote() == config.id()) {
        candidate.grant(config.id());
        if (quorum.isReached(candidate::hasVoteOf)) {
          becomeLeader();
        }
      }
    }
    if (role instanceof Leader leader) {
      leader.progressOf(config.id()).confirm(persistedTo);
      advanceCommit(leader);
    }
  }

  private void advanceCommit(Leader leader) {
    long quorumIndex = quorum.committedIndex(leader::matchIndex);
    // Only an entry of the current term is committed by counting (thesis, 3.6.2).
    if (quorumIndex <= log.committedIndex() || log.term(quorumIndex) != term) {
      return;
    }
    boolean wasTermCommitted = isTermCommitted(leader);
    log.commitTo(quorumIndex);
    if (!wasTermCommitted && isTermCommitted(leader)) {
      take(pendingReads).forEach(this::confirmRead);
    }
  }

  private void applied(long index) {
    Invariant.check(index >= appliedIndex, "applied index grows", index, appliedIndex);
    appliedIndex = index;
  }

  private void confApplied(Input.ConfApplied applied) {
    configuration = configuration.with(applied.change());
    quorum = configuration.quorum();
    note(
        hex(config.id())
            + " switched to configuration voters=("
            + String.join(" ", configuration.state().voters().stream().map(Raft::decimal).toList())
            + ")");
    if (role instanceof Leader leader) {
      advanceCommit(leader);
    }
  }

  private @Nullable Persist takePersist() {
    HardState hardState = new HardState(term, vote, log.committedIndex());
    boolean isHardStateNew = !hardState.equals(handedOutHardState);
    if (appends.isEmpty() && !isHardStateNew) {
      return null;
    }
    boolean mustSync =
        !appends.isEmpty()
            || hardState.term() != handedOutHardState.term()
            || hardState.vote() != handedOutHardState.vote();
    if (!mustSync) {
      // Only the commit index moved. It travels with the next entries; losing it loses nothing.
      return null;
    }
    handedOutHardState = hardState;
    long number = nextPersistNumber++;
    persistsInFlight.add(new PersistInFlight(number, log.lastIndex(), term, vote));
    return new Persist(
        number, isHardStateNew ? hardState : null, null, take(appends), List.of(), mustSync);
  }

  private @Nullable Leadership takeLeadership() {
    Leadership now =
        switch (role) {
          case Follower follower -> new Leadership(term, follower.leader(), false, false, false);
          case Candidate ignored -> new Leadership(term, 0, false, false, false);
          case Leader leader ->
              new Leadership(
                  term, config.id(), true, quorum.isSole(config.id()), isTermCommitted(leader));
        };
    if (now.equals(handedOutLeadership)) {
      return null;
    }
    handedOutLeadership = now;
    return now;
  }

  private void releaseUncommitted(List<Entry> committed) {
    if (role instanceof Leader leader) {
      long bytes = 0;
      for (Entry entry : committed) {
        bytes += entry.data().length();
      }
      leader.addUncommitted(-bytes);
    }
  }

  private static <T> List<T> take(List<T> list) {
    if (list.isEmpty()) {
      return List.of();
    }
    List<T> taken = new ArrayList<>(list);
    list.clear();
    return taken;
  }

  private void note(String text) {
    notes.add(new Note(text));
  }

  private static String hex(long id) {
    return Long.toHexString(id);
  }

  private static String decimal(long id) {
    return Long.toUnsignedString(id);
  }

  /** Checks what must hold between inputs; called after every step in simulations. */
  public void invariant() {
    log.invariant();
    Invariant.check(term >= handedOutHardState.term(), "term does not go back");
    Invariant.check(appliedIndex <= log.committedIndex(), "applied <= committed");
    Invariant.check(persistedTo <= log.lastIndex(), "persisted <= last");
    if (role instanceof Leader) {
      Invariant.check(vote == config.id(), "a leader voted for itself");
    }
  }
}
