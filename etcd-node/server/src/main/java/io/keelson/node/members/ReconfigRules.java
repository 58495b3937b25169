package io.keelson.node.members;

import io.keelson.node.command.Refusal;
import io.keelson.node.members.MemberTable.Membership;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Which changes of members would put the quorum at risk, as seen by the member that is asked. Pure.
 *
 * @param self the member that is asked
 * @param isStrict whether started and connected voters are counted at all
 */
public record ReconfigRules(long self, boolean isStrict) {
  /** A learner is ready to vote when it has this share of the leader's log. */
  private static final double READY_SHARE = 0.9;

  /**
   * What the member sees of the others.
   *
   * @param hasConnection whether it is connected to a member at all
   * @param isStable whether it is connected to a member for long enough
   */
  public record Connections(LongPredicate hasConnection, LongPredicate isStable) {}

  /** Why a member may not be added, or null. */
  public @Nullable Refusal checkAddition(
      boolean isLearner, Membership membership, Connections connections) {
    if (!isStrict) {
      return null;
    }
    List<Member> voters = membership.voters();
    if (!isLearner && !mayAdd(voters)) {
      return Refusal.TOO_FEW_STARTED;
    }
    // The new member counts as not connected; one voter alone may always be joined.
    boolean isSafe = voters.size() == 1 || stable(voters, connections) >= quorum(voters.size() + 1);
    return isSafe ? null : Refusal.UNHEALTHY;
  }

  private static boolean mayAdd(List<Member> voters) {
    long started = started(voters);
    return (started == 1 && voters.size() == 1) || started >= quorum(voters.size() + 1);
  }

  /** Why a member may not be removed, or null; an unknown one may, to be refused later. */
  public @Nullable Refusal checkRemoval(long id, Membership membership, Connections connections) {
    if (!isStrict || membership.isLearner(id)) {
      return null;
    }
    List<Member> voters = membership.voters();
    List<Member> rest = voters.stream().filter(member -> member.id() != id).toList();
    if (started(rest) < quorum(rest.size())) {
      return Refusal.TOO_FEW_STARTED;
    }
    if (id != self && !connections.hasConnection().test(id)) {
      return null;
    }
    boolean isSafe = stable(voters, connections) - 1 >= 1 + (voters.size() - 1) / 2;
    return isSafe ? null : Refusal.UNHEALTHY;
  }

  /** Why a learner may not become a voter, or null. Asked on the leader. */
  public @Nullable Refusal checkPromotion(long id, Membership membership, LeaderProgress progress) {
    if (progress.leader() != self) {
      return Refusal.NOT_LEADER;
    }
    // The leader's progress lags: it may still hold a member that is gone.
    if (membership.member(id) == null) {
      return Refusal.MEMBER_NOT_FOUND;
    }
    @Nullable Long matched = progress.matched().get(id);
    // One that was added a moment ago is not followed yet, and has nothing.
    double share = (double) (matched == null ? 0 : matched) / progress.leaderMatched();
    if (share < READY_SHARE) {
      return Refusal.LEARNER_NOT_READY;
    }
    List<Member> voters = membership.voters();
    boolean isSafe = !isStrict || started(voters) + 1 >= quorum(voters.size() + 1);
    return isSafe ? null : Refusal.TOO_FEW_STARTED;
  }

  private static long started(List<Member> members) {
    return members.stream().filter(Member::isStarted).count();
  }

  private long stable(List<Member> voters, Connections connections) {
    return voters.stream()
        .filter(voter -> voter.id() == self || connections.isStable().test(voter.id()))
        .count();
  }

  private static int quorum(int size) {
    return size / 2 + 1;
  }
}
