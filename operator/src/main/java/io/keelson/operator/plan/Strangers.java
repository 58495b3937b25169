package io.keelson.operator.plan;

import io.keelson.operator.plan.Planner.Decision;
import io.keelson.operator.plan.Step.RemoveMember;

/** Lines in the roll without a record. */
final class Strangers {
  private Strangers() {}

  /**
   * At an address of ours, but without a record: somebody deleted the record by force. Its volume
   * is not trusted any more, so it is removed before its slot is used again.
   */
  static boolean leftovers(Situation situation, Decision decision) {
    for (Roll.Entry entry : situation.strangers) {
      if (entry.slot() < 0) {
        continue;
      }
      String id = Long.toHexString(entry.memberId());
      String why = "it is in the cluster at an address of ours and has no record";
      boolean may = entry.learner() ? situation.quorum.stands() : situation.quorum.mayRemoveDead();
      if (may) {
        decision.disrupt(new RemoveMember(id, entry.memberId()), Plan.Type.REMOVE, why);
        return true;
      }
      decision.note(Plan.Type.REMOVE, id, why, "a quorum without it");
    }
    return false;
  }

  /** Somebody else's: it counts as a voter that is down, and is left to whoever added it. */
  static boolean foreign(Situation situation, Decision decision) {
    for (Roll.Entry entry : situation.strangers) {
      if (entry.slot() < 0) {
        decision.note(
            Plan.Type.HOLD,
            Long.toHexString(entry.memberId()),
            "a member that this operator does not know, at " + entry.peerUrl(),
            "remove it with etcdctl member remove " + Long.toHexString(entry.memberId()));
        return true;
      }
    }
    return false;
  }
}
