package io.keelson.raft;

import io.keelson.raft.tracker.Progress;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a member currently is; each role owns the state that only it needs. */
sealed interface Role {
  /** Follows a leader, or waits for one. */
  final class Follower implements Role {
    private final int timeoutTicks;
    private long leader;
    private int elapsedTicks;

    /** Starts with the leader of the term, 0 if unknown, and the ticks it waits for a word. */
    Follower(long leader, int timeoutTicks) {
      this.leader = leader;
      this.timeoutTicks = timeoutTicks;
    }

    long leader() {
      return leader;
    }

    int elapsedTicks() {
      return elapsedTicks;
    }

    /** The leader of the term was heard. */
    void heard(long from) {
      leader = from;
      elapsedTicks = 0;
    }

    /** Waits for a full timeout again. */
    void restartTimeout() {
      elapsedTicks = 0;
    }

    /** Passes over ticks, but not the last one. */
    void skip(int ticks) {
      elapsedTicks = Math.min(elapsedTicks + ticks, timeoutTicks - 1);
    }

    /** Counts a tick; true when nobody was heard for the whole timeout. */
    boolean tick() {
      elapsedTicks = Math.min(elapsedTicks + 1, timeoutTicks);
      return elapsedTicks == timeoutTicks;
    }
  }

  /**
   * Asks for votes: for those of its term, or first whether it would get them in the next. Votes
   * include its own; one that counts only once it is on its disk.
   */
  final class Candidate implements Role {
    private final boolean isPreVote;
    private final TreeMap<Long, Boolean> votes = new TreeMap<>();
    private int ticksLeft;

    Candidate(boolean isPreVote, int ticksLeft) {
      this.isPreVote = isPreVote;
      this.ticksLeft = ticksLeft;
    }

    boolean isPreVote() {
      return isPreVote;
    }

    /** Takes an answer; the first of a member counts. */
    void answered(long member, boolean isGranted) {
      votes.putIfAbsent(member, isGranted);
    }

    boolean isGrantedBy(long member) {
      return Boolean.TRUE.equals(votes.get(member));
    }

    boolean isRefusedBy(long member) {
      return Boolean.FALSE.equals(votes.get(member));
    }

    long count(boolean isGranted) {
      return votes.values().stream().filter(vote -> vote == isGranted).count();
    }

    /** Counts a tick; true when the campaign has timed out. */
    boolean tick() {
      ticksLeft--;
      return ticksLeft <= 0;
    }
  }

  /** Leads its term. */
  final class Leader implements Role {
    private final TreeMap<Long, Progress> others = new TreeMap<>();
    private final long firstIndexOfTerm;
    private long uncommittedBytes;
    private int heartbeatTicks;
    private int quorumTicks;
    private long transferee;
    private int transferTicks;

    /** Starts with the index at which its own first entry goes. */
    Leader(long firstIndexOfTerm) {
      this.firstIndexOfTerm = firstIndexOfTerm;
    }

    long firstIndexOfTerm() {
      return firstIndexOfTerm;
    }

    /** What is known of another member, null if it is not one. */
    @Nullable Progress progress(long member) {
      return others.get(member);
    }

    /** All other members in a fixed order. */
    SortedMap<Long, Progress> others() {
      return others;
    }

    /** Keeps these members only. */
    void retain(Collection<Long> members) {
      others.keySet().retainAll(members);
    }

    void track(long member, Progress progress) {
      others.put(member, progress);
    }

    long uncommittedBytes() {
      return uncommittedBytes;
    }

    void addUncommitted(long bytes) {
      uncommittedBytes = Math.max(0, uncommittedBytes + bytes);
    }

    /** Counts a tick; true when heartbeats are due. */
    boolean tickHeartbeat(int every) {
      heartbeatTicks++;
      if (heartbeatTicks < every) {
        return false;
      }
      heartbeatTicks = 0;
      return true;
    }

    /** Counts a tick; true when it is time to see whether a quorum was heard. */
    boolean tickQuorum(int every) {
      quorumTicks++;
      if (quorumTicks < every) {
        return false;
      }
      quorumTicks = 0;
      return true;
    }

    /** Member to which leadership is being handed over, 0 for none. */
    long transferee() {
      return transferee;
    }

    /** Starts handing over, or ends it with 0. */
    void transferTo(long member) {
      transferee = member;
      transferTicks = 0;
    }

    /** Counts a tick of a transfer; true when it has taken too long. */
    boolean tickTransfer(int timeoutTicks) {
      if (transferee == 0) {
        return false;
      }
      transferTicks++;
      return transferTicks >= timeoutTicks;
    }
  }
}
