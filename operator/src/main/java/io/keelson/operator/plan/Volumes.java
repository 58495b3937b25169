package io.keelson.operator.plan;

import io.keelson.operator.plan.Planner.Decision;
import io.keelson.operator.plan.Step.DeleteClaim;
import io.keelson.operator.plan.Step.GrowClaim;

/** Claims that are too small, and claims that were kept for long enough. */
final class Volumes {
  private Volumes() {}

  static void collect(Situation situation, Decision decision) {
    long wanted = situation.goal.claimBytes();
    for (Situation.Member member : situation.members) {
      MemberFacts facts = member.facts();
      if (!member.leaving()
          && !facts.volumeLost()
          && facts.claim().filter(claim -> claim.bytes() < wanted).isPresent()) {
        decision.prepare(new GrowClaim(member.name(), wanted));
        decision.note(Plan.Type.GROW_VOLUME, member.name(), "spec.storage.size is larger", "");
      }
    }
    for (ClaimFacts claim : situation.facts.claims()) {
      if (claim.expired()
          && !claim.terminating()
          && !claim.foreign()
          && !needed(situation, claim)) {
        decision.prepare(new DeleteClaim(claim.name()));
      }
    }
  }

  /** A restore that may still be undone needs what it put aside. */
  private static boolean needed(Situation situation, ClaimFacts claim) {
    return situation
        .facts
        .restore()
        .filter(r -> r.stage().active() && RestoreStages.comesBack(claim, r))
        .isPresent();
  }
}
