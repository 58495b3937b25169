package io.keelson.operator.plan;

import io.keelson.operator.plan.Planner.Decision;
import java.util.List;
import java.util.Optional;

/** Reasons to touch nothing. */
final class Holds {
  private Holds() {}

  static Plan paused() {
    return new Plan(
        List.of(),
        Optional.empty(),
        List.of(
            new Plan.Work(
                Plan.Type.HOLD, "", "spec.paused is true", "set spec.paused to false to go on")),
        false);
  }

  /** Somebody answers for another cluster: whatever is done next could hit the wrong data. */
  static boolean clusterIdMismatch(Situation situation, Decision decision) {
    long expected = situation.facts.clusterId();
    for (Situation.Member member : situation.members) {
      long answered = member.facts().poll().map(Poll::clusterId).orElse(expected);
      if (expected != 0 && answered != expected) {
        decision.note(
            Plan.Type.HOLD,
            member.name(),
            "answers as a member of cluster %016x instead of %016x".formatted(answered, expected),
            "remove the pod and the volume that do not belong here");
        return true;
      }
    }
    return false;
  }

  /** Without a quorum every change would have to wait, and most would make it worse. */
  static boolean quorumLost(Situation situation, Decision decision) {
    if (situation.roll.known() && situation.quorum.stands()) {
      return false;
    }
    decision.note(
        Plan.Type.HOLD,
        "",
        "no quorum of members answers",
        "members that can be started are started; nothing else is changed");
    return true;
  }
}
