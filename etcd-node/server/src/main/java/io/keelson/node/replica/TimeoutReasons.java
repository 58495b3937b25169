package io.keelson.node.replica;

import io.keelson.node.command.Refusal;
import io.keelson.node.link.PeerLink;
import java.util.List;
import java.util.function.Supplier;

/**
 * Why a request has waited in vain, as far as this member can tell; clients read the text. The
 * replica thread's.
 */
final class TimeoutReasons {
  private final long self;
  private final PeerLink link;
  private final Supplier<List<Long>> voters;
  private final long timeoutNanos;
  private final long electionNanos;
  private long leader;
  private long electedNanos = Long.MIN_VALUE;

  /**
   * Tells reasons for a member.
   *
   * @param voters who has a vote now
   * @param timeoutNanos how long a request may take, so that its start is known from its deadline
   * @param electionNanos election timeout
   */
  TimeoutReasons(
      long self,
      PeerLink link,
      Supplier<List<Long>> voters,
      long timeoutNanos,
      long electionNanos) {
    this.self = self;
    this.link = link;
    this.voters = voters;
    this.timeoutNanos = timeoutNanos;
    this.electionNanos = electionNanos;
  }

  /** Somebody leads from now on, or nobody (0). */
  void leads(long newLeader, long nowNanos) {
    if (newLeader != 0 && newLeader != leader) {
      electedNanos = nowNanos;
    }
    leader = newLeader;
  }

  /** The reason for a request whose time was up at {@code deadlineNanos}. */
  Refusal of(long deadlineNanos) {
    long start = deadlineNanos - timeoutNanos;
    boolean isElectionBetween =
        electedNanos != Long.MIN_VALUE
            && start - (electedNanos - 2 * electionNanos) > 0
            && start - electedNanos < 0;
    if (isElectionBetween) {
      return Refusal.TIMEOUT_LEADER_FAILED;
    }
    if (leader == 0) {
      return Refusal.TIMEOUT;
    }
    boolean isConnected = leader == self ? hasQuorumSince(start) : isConnectedSince(leader, start);
    return isConnected ? Refusal.TIMEOUT : Refusal.TIMEOUT_CONNECTION_LOST;
  }

  private boolean isConnectedSince(long member, long nanos) {
    long since = link.activeSinceNanos(member);
    return since != Long.MAX_VALUE && since - nanos < 0;
  }

  private boolean hasQuorumSince(long nanos) {
    List<Long> all = voters.get();
    long connected =
        all.stream().filter(member -> member == self || isConnectedSince(member, nanos)).count();
    return connected > all.size() / 2;
  }
}
