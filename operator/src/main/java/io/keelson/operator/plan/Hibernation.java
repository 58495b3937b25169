package io.keelson.operator.plan;

import io.keelson.operator.plan.Planner.Decision;
import io.keelson.operator.plan.Situation.Member;
import io.keelson.operator.plan.Step.StopPod;
import java.util.Comparator;
import java.util.Optional;

/** Members stop one after the other, the leader last; their volumes stay. */
final class Hibernation {
  private Hibernation() {}

  static Plan plan(Situation situation) {
    Decision decision = new Decision();
    Optional<Member> next =
        situation.members.stream()
            .filter(member -> member.facts().pod().filter(Hibernation::mayEnd).isPresent())
            .min(Comparator.comparing(situation::leads));
    if (next.isEmpty()) {
      decision.note(Plan.Type.HOLD, "", "spec.hibernate is true", "set it to false to go on");
    } else {
      PodFacts pod = next.get().facts().pod().orElseThrow();
      if (pod.terminating()) {
        decision.note(Plan.Type.HIBERNATE, next.get().name(), "its pod ends", "");
      } else {
        decision.disrupt(
            new StopPod(next.get().name(), pod.uid(), Step.Why.HIBERNATE),
            Plan.Type.HIBERNATE,
            "spec.hibernate is true");
      }
    }
    return decision.plan();
  }

  /** A pod on a lost node ends when the node is back. */
  private static boolean mayEnd(PodFacts pod) {
    return !pod.terminating() || pod.state() != PodFacts.State.NODE_LOST;
  }
}
