package io.keelson.operator.plan;

import io.keelson.operator.plan.Planner.Decision;
import io.keelson.operator.plan.Situation.Member;
import io.keelson.operator.plan.Step.Decommission;
import io.keelson.operator.plan.Step.DeleteRecord;
import io.keelson.operator.plan.Step.MoveLeader;
import io.keelson.operator.plan.Step.RemoveMember;
import io.keelson.operator.plan.Step.RemovePod;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Members that leave: out of the cluster first, and only when that is certain the pod, then the
 * record. A pod that stopped before its member was removed would cost a vote.
 */
final class Departures {
  private Departures() {}

  static boolean plan(Situation situation, Decision decision) {
    if (!situation.roll.known()) {
      return false;
    }
    for (Member member : situation.members) {
      if (!member.leaving() && wasRemovedByHand(situation, member)) {
        decision.prepare(new Decommission(member.name(), "it is not in the cluster any more"));
        decision.note(Plan.Type.REMOVE, member.name(), "it is not in the cluster any more", "");
        return true;
      }
    }
    List<Member> leaving =
        situation.members.stream()
            .filter(Member::leaving)
            .sorted(Comparator.comparing(Member::healthy))
            .toList();
    for (Member member : leaving) {
      if (leave(situation, member, decision)) {
        return true;
      }
    }
    return false;
  }

  private static boolean wasRemovedByHand(Situation situation, Member member) {
    MemberFacts facts = member.facts();
    return situation.facts.clusterId() != 0
        && member.entry().isEmpty()
        && (facts.memberId() != 0 || facts.seed());
  }

  /** Takes the next step, or says what it waits for and lets others go on. */
  private static boolean leave(Situation situation, Member member, Decision decision) {
    if (member.entry().isPresent()) {
      return remove(situation, member, member.entry().get(), decision);
    }
    Optional<PodFacts> pod = member.facts().pod();
    if (pod.isEmpty()) {
      decision.prepare(new DeleteRecord(member.name(), true));
    } else if (!pod.get().terminating() || member.facts().nodeLost()) {
      decision.prepare(new RemovePod(member.name(), pod.get().uid(), member.facts().nodeLost()));
    }
    decision.note(Plan.Type.REMOVE, member.name(), "it left the cluster; its pod ends", "");
    return false;
  }

  private static boolean remove(
      Situation situation, Member member, Roll.Entry entry, Decision decision) {
    Quorum quorum = situation.quorum;
    String why = "it leaves the cluster";
    if (situation.leads(member) && quorum.voters() > 1) {
      Optional<Member> next = situation.successor();
      if (next.isPresent()) {
        decision.disrupt(
            new MoveLeader(
                member.name(), entry.memberId(), next.get().entry().orElseThrow().memberId()),
            Plan.Type.REMOVE,
            "it leads, and leaves the cluster");
        return true;
      }
    }
    boolean may =
        entry.learner()
            ? quorum.stands()
            : member.healthy() ? quorum.mayRemoveHealthy() : quorum.mayRemoveDead();
    if (may && !situation.leads(member)) {
      decision.disrupt(new RemoveMember(member.name(), entry.memberId()), Plan.Type.REMOVE, why);
      return true;
    }
    decision.note(
        Plan.Type.REMOVE,
        member.name(),
        why,
        may
            ? "another voter that is up to date and can lead"
            : "a quorum without it: %d of %d voters are healthy"
                .formatted(quorum.healthy(), quorum.voters()));
    return false;
  }
}
