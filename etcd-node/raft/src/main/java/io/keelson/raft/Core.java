package io.keelson.raft;

import io.keelson.bytes.Bytes;
import io.keelson.raft.Role.Candidate;
import io.keelson.raft.Role.Follower;
import io.keelson.raft.Role.Leader;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a member is and knows: term, vote, role, log, members. The rules ({@link Elections}, {@link
 * Following}, {@link Replicator}, …) each read it and change it through the few transitions here,
 * which keep a member's promises: the term never goes back, and one vote is given in it.
 */
final class Core {
  private final RaftConfig config;
  private final RandomGenerator random;
  private final RaftLog log;
  private final Writes writes;
  private final Outbox outbox = new Outbox();
  private final Members members;
  private long term;
  private long vote;
  private Role role;

  Core(RaftConfig config, Raft.Recovered recovered, RandomGenerator random) {
    this.config = config;
    this.random = random;
    this.log = new RaftLog(recovered);
    this.writes = new Writes(log, recovered.hardState());
    this.members = new Members(recovered);
    this.term = Math.max(recovered.hardState().term(), log.lastTerm());
    this.vote = term == recovered.hardState().term() ? recovered.hardState().vote() : 0;
    this.role = new Follower(0, drawElectionTicks());
  }

  RaftConfig config() {
    return config;
  }

  long id() {
    return config.id();
  }

  RaftLog log() {
    return log;
  }

  Writes writes() {
    return writes;
  }

  Outbox outbox() {
    return outbox;
  }

  Members members() {
    return members;
  }

  long term() {
    return term;
  }

  long vote() {
    return vote;
  }

  Role role() {
    return role;
  }

  /** The role if this member leads, else null. */
  @Nullable Leader leading() {
    return role instanceof Leader leader ? leader : null;
  }

  /** The leader of this term, 0 if unknown. */
  long leader() {
    return switch (role) {
      case Follower follower -> follower.leader();
      case Candidate ignored -> 0;
      case Leader ignored -> id();
    };
  }

  HardState hardState() {
    return new HardState(term, vote, log.committedIndex());
  }

  /** Whether an entry of this member's own leading term is committed. */
  boolean isTermCommitted(Leader leader) {
    return log.committedIndex() >= leader.firstIndexOfTerm();
  }

  /** Follows in a term that is not below the current one; leader 0 if unknown. */
  void follow(long newTerm, long leader) {
    Invariant.check(newTerm >= term, "term does not go back", newTerm, term);
    if (newTerm > term) {
      term = newTerm;
      vote = 0;
    }
    role = new Follower(leader, drawElectionTicks());
    note("became follower at term " + term);
  }

  /** Asks for votes, or whether there would be any. */
  Candidate stand(boolean isPreVote) {
    if (!isPreVote) {
      term++;
      vote = id();
    }
    Candidate candidate = new Candidate(isPreVote, drawElectionTicks());
    role = candidate;
    note("became " + (isPreVote ? "pre-candidate" : "candidate") + " at term " + term);
    return candidate;
  }

  /** Leads the term that it was elected for. */
  Leader lead() {
    Leader leader = new Leader(log.lastIndex() + 1);
    role = leader;
    note("became leader at term " + term);
    return leader;
  }

  /** Gives the term's vote. */
  void voteFor(long candidate) {
    Invariant.check(vote == 0 || vote == candidate, "one vote in a term", vote, candidate);
    vote = candidate;
  }

  /** Appends an entry of this term as its leader. */
  void append(Leader leader, EntryType type, Bytes data) {
    long index = log.lastIndex() + 1;
    log.append(new Entry(type, term, index, data));
    leader.addUncommitted(data.length());
    if (type != EntryType.NORMAL) {
      members.appended(index);
    }
  }

  /** A message of this member's term, to be completed by the caller. */
  MessageBuilder message(Message.Type type, long to) {
    return new MessageBuilder(type, to, id(), term);
  }

  /** A message leaves: at once, or if it promises something when that is durable. */
  void send(Message message) {
    switch (message.type()) {
      // A request for votes says what this member's log holds and which term it has voted in: both
      // must still be true after a crash.
      case APP_RESP, VOTE, VOTE_RESP -> outbox.sendWhenDurable(message);
      case PROP,
          APP,
          SNAP,
          HEARTBEAT,
          HEARTBEAT_RESP,
          TRANSFER_LEADER,
          TIMEOUT_NOW,
          READ_INDEX,
          READ_INDEX_RESP,
          PRE_VOTE,
          PRE_VOTE_RESP ->
          outbox.send(message);
    }
  }

  /** Sends what another member asked of the leader on to it, as that member's. */
  void forward(Message message, String what) {
    long leader = leader();
    if (leader == 0 || leader == id() || leader == message.from()) {
      note("no leader at term " + term + "; dropping " + what);
      return;
    }
    outbox.send(
        new MessageBuilder(message.type(), leader, message.from(), message.term())
            .entries(message.entries())
            .context(message.context())
            .build());
  }

  void note(String text) {
    outbox.note(hex(id()) + " " + text);
  }

  /** Where this member's log ends, in the words of upstream's log lines. */
  String position() {
    return "[logterm: " + log.lastTerm() + ", index: " + log.lastIndex() + "]";
  }

  /** The same with the vote. */
  String positionAndVote() {
    return "[logterm: %d, index: %d, vote: %x]".formatted(log.lastTerm(), log.lastIndex(), vote);
  }

  static String hex(long id) {
    return Long.toHexString(id);
  }

  private int drawElectionTicks() {
    return config.electionTicks() + random.nextInt(config.electionTicks());
  }

  /** Checks what must hold between inputs. */
  void invariant() {
    log.invariant();
    members.invariant(log);
    Invariant.check(term >= writes.handedOutHardState().term(), "term does not go back");
    Invariant.check(term >= log.lastTerm(), "no entry is of a later term");
    if (role instanceof Leader leader) {
      Invariant.check(vote == id(), "a leader voted for itself");
      leader
          .others()
          .values()
          .forEach(
              progress -> {
                Invariant.check(progress.matchIndex() < progress.nextIndex(), "match < next");
                Invariant.check(progress.nextIndex() <= log.lastIndex() + 1, "next <= last + 1");
              });
    }
  }
}
