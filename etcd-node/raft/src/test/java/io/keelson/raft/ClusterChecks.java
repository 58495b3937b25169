package io.keelson.raft;

import io.keelson.raft.SimMember.State;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What must hold in a simulated cluster, checked as it runs, and the truth that it is held to. */
final class ClusterChecks {
  private final TreeMap<Long, Long> leaders = new TreeMap<>();
  private final TreeMap<String, Long> votes = new TreeMap<>();
  private final TreeMap<String, String> written = new TreeMap<>();
  private final TreeMap<Long, Entry> committed = new TreeMap<>();
  private final TreeMap<Long, State> states = new TreeMap<>();
  private final TreeMap<Long, Long> checkedCommit = new TreeMap<>();
  private final TreeMap<Long, Long> ledTerm = new TreeMap<>();
  private Collection<SimMember> members = List.of();
  private long acknowledged;
  long elections;
  long reads;
  long restores;

  /** Something that must hold does not. */
  static final class Violation extends AssertionError {
    private static final long serialVersionUID = 1;

    Violation(String what) {
      super(what);
    }
  }

  void watch(Collection<SimMember> all, List<Entry> bootstrap) {
    members = all;
    bootstrap.forEach(entry -> committed.put(entry.index(), entry));
  }

  static void require(boolean condition, String what) {
    if (!condition) {
      throw new Violation(what);
    }
  }

  /** Highest index whose effects a client may have seen. */
  long acknowledgedIndex() {
    return acknowledged;
  }

  /** Entries committed so far. */
  long committedIndex() {
    return committed.isEmpty() ? 0 : committed.lastKey();
  }

  void started(SimMember member) {
    // What a crash made it forget it learns again.
    checkedCommit.put(member.id, member.raft().committedIndex());
    ledTerm.remove(member.id);
  }

  void stepped(SimMember member) {
    Raft raft = member.raft();
    checkCommitted(member, raft);
    if (raft.isLeader()) {
      Long other = leaders.putIfAbsent(raft.term(), member.id);
      require(
          other == null || other == member.id,
          "two leaders of term " + raft.term() + ": " + other + " and " + member.id);
      Long led = ledTerm.put(member.id, raft.term());
      if (led == null || led != raft.term()) {
        elections++;
        checkComplete(member, raft.log());
      }
    }
  }

  private void checkComplete(SimMember member, RaftLog log) {
    for (Entry entry : committed.tailMap(log.compactedIndex(), false).values()) {
      require(
          log.term(entry.index()) == entry.term(),
          "leader " + member.id + " lacks committed entry " + entry.index());
    }
    require(log.lastIndex() >= committedIndex(), "leader's log is too short");
  }

  private void checkCommitted(SimMember member, Raft raft) {
    long from = checkedCommit.getOrDefault(member.id, 0L);
    long to = raft.committedIndex();
    require(to >= from, "commit went back at " + member.id);
    RaftLog log = raft.log();
    for (long index = Math.max(from, log.compactedIndex()) + 1; index <= to; index++) {
      Entry entry = log.slice(index, 1).getFirst();
      Entry known = committed.get(index);
      if (known == null) {
        require(raft.isLeader(), "committed by none but " + member.id);
        require(index == committedIndex() + 1, "committed with a gap");
        committed.put(index, entry);
      } else {
        require(known.equals(entry), member.id + " commits " + entry + " where " + known + " is");
      }
    }
    if (raft.isLeader() && to > from) {
      checkQuorumHolds(raft, to);
    }
    checkedCommit.put(member.id, to);
  }

  private void checkQuorumHolds(Raft raft, long index) {
    long term = raft.log().term(index);
    require(term == raft.term(), "committed " + index + " by counting, of term " + term);
    ConfState conf = raft.confState();
    require(
        isHeldByMajority(conf.voters(), index, term)
            && (conf.votersOutgoing().isEmpty()
                || isHeldByMajority(conf.votersOutgoing(), index, term)),
        "committed " + index + " without a quorum of disks");
  }

  private boolean isHeldByMajority(List<Long> voters, long index, long term) {
    long holders = voters.stream().filter(voter -> holds(voter, index, term)).count();
    return 2 * holders > voters.size();
  }

  private boolean holds(long voter, long index, long term) {
    return members.stream()
        .anyMatch(member -> member.id == voter && member.holdsDurably(index, term));
  }

  void written(SimMember member, Entry entry, long previousTerm) {
    String place = entry.index() + "/" + entry.term();
    String what = previousTerm + " " + entry;
    String known = written.putIfAbsent(place, what);
    require(
        known == null || known.equals(what),
        "logs differ at " + place + ": " + known + " and at " + member.id + " " + what);
  }

  void hardState(SimMember member, HardState before, HardState after) {
    require(after.term() >= before.term(), "term on disk went back at " + member.id);
    require(
        after.term() > before.term() || before.vote() == 0 || after.vote() == before.vote(),
        "vote on disk changed at " + member.id);
    if (after.vote() != 0) {
      votes(member.id, after.term(), after.vote());
    }
  }

  private void votes(long member, long term, long candidate) {
    Long other = votes.putIfAbsent(member + "/" + term, candidate);
    require(other == null || other == candidate, member + " votes twice in term " + term);
  }

  /** A message leaves a member: what it promises must be on the disk. */
  void leaves(SimMember member, Message message) {
    HardState disk = member.hardState;
    switch (message.type()) {
      case VOTE_RESP -> {
        if (!message.reject()) {
          votes(member.id, message.term(), message.to());
          requireDurable(
              disk.term() > message.term()
                  || (disk.term() == message.term() && disk.vote() == message.to()),
              message);
        }
      }
      case VOTE ->
          requireDurable(
              disk.term() > message.term()
                  || (disk.term() == message.term()
                      && disk.vote() == member.id
                      && (member.lastDurableIndex() >= message.index()
                          || member.raft().leader() != 0)),
              message);
      case APP_RESP -> {
        if (!message.reject() && message.index() > 0) {
          requireDurable(
              disk.term() >= message.term()
                  && (disk.term() > message.term() || member.lastDurableIndex() >= message.index()),
              message);
        }
      }
      case HEARTBEAT ->
          require(message.commit() <= committedIndex(), "heartbeat of what is not committed");
      case PROP,
          APP,
          SNAP,
          HEARTBEAT_RESP,
          TRANSFER_LEADER,
          TIMEOUT_NOW,
          READ_INDEX,
          READ_INDEX_RESP,
          PRE_VOTE,
          PRE_VOTE_RESP -> {
        // Promise nothing.
      }
    }
  }

  private static void requireDurable(boolean condition, Message message) {
    require(condition, "left before it was durable: " + message);
  }

  void applied(SimMember member, State before, State after, Entry entry) {
    require(after.index() == before.index() + 1, member.id + " applies out of order");
    require(entry.equals(committed.get(entry.index())), "applied what is not committed");
    require(member.holdsDurably(entry.index(), entry.term()), "applied what is not durable");
    State known = states.putIfAbsent(after.index(), after);
    require(known == null || known.equals(after), "states differ at " + after.index());
    acknowledged = Math.max(acknowledged, after.index());
  }

  /** The state that a snapshot stands for. */
  State stateAt(SnapshotMeta snapshot) {
    restores++;
    @Nullable State known = states.get(snapshot.index());
    if (known == null || known.term() != snapshot.term()) {
      throw new Violation("a snapshot of no known state: " + snapshot);
    }
    return known;
  }

  void sameConfiguration(SimMember member) {
    require(
        member.raft().confState().equals(member.state().conf()),
        "configurations differ at " + member.id);
  }

  void read(SimMember member, long index, long acknowledgedBefore) {
    reads++;
    require(
        index >= acknowledgedBefore,
        member.id + " reads at " + index + " after " + acknowledgedBefore + " was acknowledged");
  }
}
