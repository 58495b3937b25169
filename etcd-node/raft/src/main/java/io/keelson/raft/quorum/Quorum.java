package io.keelson.raft.quorum;

import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;

/**
 * The deciding sets of a configuration: one majority, or two of which both must agree while the
 * configuration is joint (thesis, section 4.3).
 *
 * @param incoming voters of the current, or while joint of the next, configuration
 * @param outgoing voters of the previous configuration while joint, else empty
 */
public record Quorum(Majority incoming, Majority outgoing) {
  /** A configuration that is not joint. */
  public static Quorum of(long... voters) {
    return new Quorum(new Majority(voters), new Majority());
  }

  /** The highest index that both majorities hold. */
  public long committedIndex(LongUnaryOperator matchIndex) {
    return Math.min(incoming.committedIndex(matchIndex), outgoing.committedIndex(matchIndex));
  }

  /** Whether both majorities agree. */
  public boolean isReached(LongPredicate hasVoted) {
    return incoming.isReached(hasVoted) && outgoing.isReached(hasVoted);
  }

  /** Whether a member votes in either half. */
  public boolean contains(long member) {
    return incoming.contains(member) || outgoing.contains(member);
  }

  /** Whether this member alone decides. */
  public boolean isSole(long member) {
    return incoming.size() == 1 && outgoing.size() == 0 && incoming.contains(member);
  }
}
