package io.keelson.operator.plan;

import io.keelson.operator.plan.Step.DeleteClaim;
import io.keelson.operator.plan.Step.DeleteRecord;
import io.keelson.operator.plan.Step.RemovePod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The end of a cluster: pods, then claims when asked, then records. Nobody is asked for leave. */
final class Ending {
  private Ending() {}

  static Plan plan(Situation situation) {
    boolean delete = situation.goal.mode() == Goal.Mode.ENDING_DELETE_VOLUMES;
    List<Step.Preparation> steps = new ArrayList<>();
    for (Situation.Member member : situation.members) {
      Optional<PodFacts> pod = member.facts().pod();
      if (pod.isEmpty()) {
        steps.add(new DeleteRecord(member.name(), !delete));
      } else if (!pod.get().terminating() || member.facts().nodeLost()) {
        steps.add(new RemovePod(member.name(), pod.get().uid(), member.facts().nodeLost()));
      }
    }
    boolean podsGone = situation.members.stream().allMatch(m -> m.facts().pod().isEmpty());
    if (delete && podsGone) {
      for (ClaimFacts claim : situation.facts.claims()) {
        if (!claim.terminating() && !claim.foreign()) {
          steps.add(new DeleteClaim(claim.name()));
        }
      }
    }
    boolean finished =
        situation.members.isEmpty()
            && (!delete || situation.facts.claims().stream().allMatch(ClaimFacts::foreign));
    List<Plan.Work> work =
        List.of(new Plan.Work(Plan.Type.DELETE, "", "the cluster is being deleted", ""));
    return new Plan(steps, Optional.empty(), work, finished);
  }
}
