package io.keelson.raft.quorum;

import java.util.Arrays;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;

/**
 * A set of voters of which more than half decide. The empty set decides everything, which is what
 * makes a joint configuration with an empty outgoing half behave like its incoming half.
 */
public final class Majority {
  private final long[] voters;

  /** A majority of these members; the array is copied and sorted. */
  public Majority(long... voters) {
    this.voters = voters.clone();
    Arrays.sort(this.voters);
  }

  /** Number of voters. */
  public int size() {
    return voters.length;
  }

  /** Whether a member votes here. */
  public boolean contains(long member) {
    return Arrays.binarySearch(voters, member) >= 0;
  }

  /** The voters in ascending order. */
  public long[] voters() {
    return voters.clone();
  }

  /** The highest index that more than half of the voters hold; unbounded for the empty set. */
  public long committedIndex(LongUnaryOperator matchIndex) {
    if (voters.length == 0) {
      return Long.MAX_VALUE;
    }
    if (voters.length == 1) {
      return matchIndex.applyAsLong(voters[0]);
    }
    long[] matches = new long[voters.length];
    for (int i = 0; i < voters.length; i++) {
      matches[i] = matchIndex.applyAsLong(voters[i]);
    }
    Arrays.sort(matches);
    return matches[(voters.length - 1) / 2];
  }

  /** Whether more than half of the voters satisfy the predicate. */
  public boolean isReached(LongPredicate hasVoted) {
    int count = 0;
    for (long voter : voters) {
      if (hasVoted.test(voter)) {
        count++;
      }
    }
    return voters.length == 0 || count > voters.length / 2;
  }
}
