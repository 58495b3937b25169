package io.keelson.operator.plan;

import io.keelson.operator.plan.Planner.Decision;
import io.keelson.operator.plan.Step.CreateRecord;
import java.util.Set;
import java.util.TreeSet;

/**
 * The beginning of a cluster. All first members start together as a new cluster; who they are is
 * fixed with the first record, so that an operator that dies in between goes on with the same set.
 */
final class Founding {
  private Founding() {}

  static void records(Situation situation, Decision decision) {
    if (situation.facts.clusterId() != 0) {
      return;
    }
    Set<String> present = new TreeSet<>();
    situation.members.forEach(member -> present.add(member.name()));
    int slot = 0;
    for (String seed : situation.facts.seeds()) {
      if (!present.contains(seed)) {
        decision.prepare(
            new CreateRecord(seed, slot, Slots.nextIncarnation(situation.facts, slot), true));
      }
      slot++;
    }
  }

  static boolean wait(Situation situation, Decision decision) {
    if (situation.facts.clusterId() != 0) {
      return false;
    }
    decision.note(
        Plan.Type.BOOTSTRAP,
        "",
        situation.facts.seeds().size() == 1
            ? "the first member starts"
            : "the first %d members start".formatted(situation.facts.seeds().size()),
        Starts.troubles(situation));
    // What keeps them from starting may be what the user has corrected since.
    Updates.brokenFirst(situation, decision);
    return true;
  }
}
