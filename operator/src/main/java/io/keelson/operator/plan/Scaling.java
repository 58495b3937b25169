package io.keelson.operator.plan;

import io.keelson.operator.plan.Planner.Decision;
import io.keelson.operator.plan.Situation.Member;
import io.keelson.operator.plan.Step.CreateRecord;
import io.keelson.operator.plan.Step.Decommission;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** More members, or fewer. */
final class Scaling {
  private Scaling() {}

  static boolean in(Situation situation, Decision decision) {
    int surplus = situation.staying() - situation.goal.replicas();
    if (surplus <= 0) {
      return false;
    }
    Member victim = victim(situation);
    String why =
        "members: %d, wanted: %d".formatted(situation.staying(), situation.goal.replicas());
    Quorum quorum = situation.quorum;
    boolean may =
        !member(victim)
            || (victim.learner()
                ? quorum.stands()
                : victim.healthy() ? quorum.mayRemoveHealthy() : quorum.mayRemoveDead());
    if (may) {
      decision.prepare(new Decommission(victim.name(), why));
      decision.note(Plan.Type.SCALE_IN, victim.name(), why, "");
    } else {
      decision.note(
          Plan.Type.SCALE_IN,
          victim.name(),
          why,
          "a quorum without it: %d of %d voters are healthy"
              .formatted(quorum.healthy(), quorum.voters()));
    }
    return true;
  }

  private static boolean member(Member member) {
    return member.entry().isPresent();
  }

  /**
   * Who goes first: who has not joined, is down, or has no vote; then who shares a node with most
   * others; then the highest slot. The leader goes last.
   */
  private static Member victim(Situation situation) {
    Map<String, Long> byNode =
        situation.members.stream()
            .filter(member -> !node(member).isEmpty())
            .collect(Collectors.groupingBy(Scaling::node, Collectors.counting()));
    return situation.members.stream()
        .filter(member -> !member.leaving())
        .max(
            Comparator.<Member, Boolean>comparing(m -> !member(m))
                .thenComparing(m -> !m.healthy())
                .thenComparing(Member::learner)
                .thenComparing(m -> !situation.leads(m))
                .thenComparingLong(m -> byNode.getOrDefault(node(m), 0L))
                .thenComparingInt(m -> m.facts().slot()))
        .orElseThrow();
  }

  private static String node(Member member) {
    Optional<PodFacts> pod = member.facts().pod();
    return pod.map(PodFacts::node).orElse("");
  }

  /** Records, and with them claims, of all that are missing; they join one after the other. */
  static boolean out(Situation situation, Decision decision) {
    int missing = situation.goal.replicas() - situation.members.size();
    if (missing <= 0) {
      return false;
    }
    int slot = -1;
    for (int i = 0; i < missing; i++) {
      slot = Slots.free(situation, slot);
      String name = situation.facts.nameOf(slot);
      decision.prepare(
          new CreateRecord(name, slot, Slots.nextIncarnation(situation.facts, slot), false));
      decision.note(
          Plan.Type.SCALE_OUT,
          name,
          "members: %d, wanted: %d".formatted(situation.members.size(), situation.goal.replicas()),
          "");
    }
    return true;
  }
}
