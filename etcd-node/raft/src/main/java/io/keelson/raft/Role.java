package io.keelson.raft;

import io.keelson.raft.tracker.Progress;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a member currently is; each role owns the state that only it needs. */
sealed interface Role {
  /**
   * Follows a leader, or waits for one.
   *
   * @param leader the leader of this term, 0 if unknown
   * @param ticksLeft ticks without a word from a leader until this member campaigns
   */
  record Follower(long leader, int ticksLeft) implements Role {}

  /** Asks for votes in its term. Votes include its own only once that is on its disk. */
  final class Candidate implements Role {
    private final TreeSet<Long> granted = new TreeSet<>();
    private int ticksLeft;

    Candidate(int ticksLeft) {
      this.ticksLeft = ticksLeft;
    }

    void grant(long member) {
      granted.add(member);
    }

    boolean hasVoteOf(long member) {
      return granted.contains(member);
    }

    /** Counts a tick; true when the campaign has timed out. */
    boolean tick() {
      ticksLeft--;
      return ticksLeft <= 0;
    }
  }

  /** Leads its term. */
  final class Leader implements Role {
    private final TreeMap<Long, Progress> progress = new TreeMap<>();
    private final long firstIndexOfTerm;
    private long uncommittedBytes;

    /** Starts with the index at which its own first entry goes. */
    Leader(long firstIndexOfTerm) {
      this.firstIndexOfTerm = firstIndexOfTerm;
    }

    long firstIndexOfTerm() {
      return firstIndexOfTerm;
    }

    Progress progressOf(long member) {
      return progress.computeIfAbsent(member, unknown -> new Progress(0));
    }

    long matchIndex(long member) {
      Progress known = progress.get(member);
      return known == null ? 0 : known.matchIndex();
    }

    long uncommittedBytes() {
      return uncommittedBytes;
    }

    void addUncommitted(long bytes) {
      uncommittedBytes = Math.max(0, uncommittedBytes + bytes);
    }
  }
}
