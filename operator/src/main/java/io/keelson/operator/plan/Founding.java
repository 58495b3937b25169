package io.keelson.operator.plan;

import io.keelson.operator.plan.Planner.Decision;
import io.keelson.operator.plan.Situation.Member;
import io.keelson.operator.plan.Step.CreateRecord;
import io.keelson.operator.plan.Step.DeleteRecord;
import io.keelson.operator.plan.Step.RemovePod;
import java.util.Comparator;
import java.util.Optional;
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

  /**
   * So many founding members have lost their volumes that the others never can become a quorum:
   * there is no cluster yet whose data could be saved, so it is founded anew.
   */
  static boolean isHopeless(Situation situation) {
    if (situation.facts.clusterId() != 0 || situation.roll.known()) {
      return false;
    }
    long lost = situation.members.stream().filter(m -> m.facts().volumeLost()).count();
    long intact =
        situation.members.stream().filter(m -> m.facts().seed() && !m.facts().volumeLost()).count();
    return lost > 0 && intact < Quorum.of(situation.facts.seeds().size());
  }

  /** Everybody goes, those with a volume first: as long as one without is left, this goes on. */
  static Plan anew(Situation situation) {
    Decision decision = new Decision();
    boolean podsGone = situation.members.stream().allMatch(m -> m.facts().pod().isEmpty());
    for (Member member : situation.members) {
      Optional<PodFacts> pod = member.facts().pod();
      if (pod.isPresent() && (!pod.get().terminating() || member.facts().nodeLost())) {
        decision.prepare(new RemovePod(member.name(), pod.get().uid(), member.facts().nodeLost()));
      }
    }
    if (podsGone) {
      situation.members.stream()
          .sorted(Comparator.comparing(member -> member.facts().volumeLost()))
          .forEach(member -> decision.prepare(new DeleteRecord(member.name(), true)));
    }
    decision.note(
        Plan.Type.BOOTSTRAP,
        "",
        "volumes were lost before there was a quorum: the cluster is founded anew",
        podsGone ? "" : "pods of the first try to end");
    return decision.plan();
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
