package io.keelson.operator.plan;

import io.keelson.operator.plan.Planner.Decision;
import io.keelson.operator.plan.Situation.Member;
import io.keelson.operator.plan.Step.Decommission;
import io.keelson.operator.plan.Step.StopPod;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/** Members that do not get well by themselves: their pods are made anew, or they are replaced. */
final class Repairs {
  private Repairs() {}

  /** Gives up members whose data is gone, or that nothing else has helped. */
  static boolean replace(Situation situation, Decision decision) {
    if (!situation.goal.repair().enabled() || !situation.roll.known()) {
      return false;
    }
    for (Member member : situation.members) {
      Optional<String> reason = beyondRepair(situation, member);
      if (reason.isEmpty() || member.leaving()) {
        continue;
      }
      boolean may = member.voter() ? situation.quorum.mayRemoveDead() : situation.quorum.stands();
      if (may) {
        decision.prepare(new Decommission(member.name(), reason.get()));
        decision.note(Plan.Type.REPLACE, member.name(), reason.get(), "");
        return true;
      }
      decision.note(Plan.Type.REPLACE, member.name(), reason.get(), "a quorum without it");
    }
    return false;
  }

  private static Optional<String> beyondRepair(Situation situation, Member member) {
    Goal.Repair repair = situation.goal.repair();
    MemberFacts facts = member.facts();
    if (situation.tooSlow(member) && !situation.replacedInVain(member)) {
      return Optional.of(
          "it did not take over the data within %d s"
              .formatted(repair.promoteDeadline().toSeconds()));
    }
    if (member.healthy()) {
      return Optional.empty();
    }
    if (facts.volumeLost() && facts.poll().isEmpty()) {
      return Optional.of("its volume is gone");
    }
    if (facts.pod().filter(PodFacts::foundEmptyVolume).isPresent()) {
      return Optional.of("its volume is empty");
    }
    boolean late = situation.passed(facts.unhealthySince(), repair.notReadyAfter());
    if (late && facts.nodeLost()) {
      return Optional.of("its node is gone");
    }
    if (late
        && facts.recreations() >= repair.recreationsMax()
        && restRun(situation, member)
        && !specificationFails(situation, member)) {
      return Optional.of("its pod was made anew %d times".formatted(facts.recreations()));
    }
    if (member.learner()
        && facts.memberId() != 0
        && situation.passed(facts.unhealthySince(), repair.promoteDeadline())) {
      return Optional.of("it did not become a voter in time");
    }
    return Optional.empty();
  }

  /**
   * Its server ends again and again with a specification that nobody runs well: another volume
   * would not help, and the one it has is good.
   */
  private static boolean specificationFails(Situation situation, Member member) {
    Optional<PodFacts> pod = member.facts().pod();
    return pod.filter(p -> p.state() == PodFacts.State.FAILING).isPresent()
        && situation.members.stream()
            .filter(other -> other.healthy() && other.facts().pod().isPresent())
            .noneMatch(
                other ->
                    other
                        .facts()
                        .pod()
                        .orElseThrow()
                        .specHash()
                        .equals(pod.orElseThrow().specHash()));
  }

  /** Enough time has gone by since its pod was made anew last. */
  private static boolean restRun(Situation situation, Member member) {
    Optional<Instant> last = member.facts().recreatedAt();
    return last.isEmpty() || situation.passed(last, situation.goal.repair().recreationPause());
  }

  /**
   * Makes the pod of a server anew that runs and is of no use; the one first that this was tried on
   * least recently. One that answers polls has its reason when there is no quorum, and is left
   * alone then; so is one that its node finds ready, for then there is a quorum that is not heard
   * here: the operator may lack time or a way to its members. Who leaves is not spared: its vote
   * may be missing for that.
   */
  static boolean recreate(Situation situation, Decision decision) {
    if (!situation.goal.repair().enabled()) {
      return false;
    }
    Optional<Member> next =
        situation.members.stream()
            .filter(member -> isDue(situation, member))
            .min(Comparator.comparing(member -> member.facts().recreatedAt().orElse(Instant.MIN)));
    next.ifPresent(
        member ->
            decision.disrupt(
                new StopPod(
                    member.name(), member.facts().pod().orElseThrow().uid(), Step.Why.REPAIR),
                Plan.Type.REPAIR,
                "it has not been healthy for %d s"
                    .formatted(situation.goal.repair().notReadyAfter().toSeconds())));
    return next.isPresent();
  }

  private static boolean isDue(Situation situation, Member member) {
    Goal.Repair repair = situation.goal.repair();
    MemberFacts facts = member.facts();
    boolean quorum = situation.roll.known() && situation.quorum.stands();
    boolean serves = facts.poll().isPresent() || facts.pod().filter(PodFacts::ready).isPresent();
    boolean useless = quorum ? member.entry().isPresent() : !serves;
    return useless
        && !member.healthy()
        && situation.passed(facts.unhealthySince(), repair.notReadyAfter())
        && situation.passed(facts.pod().map(PodFacts::since), repair.notReadyAfter())
        && restRun(situation, member)
        && (!quorum || facts.recreations() < repair.recreationsMax())
        && facts.pod().filter(Repairs::stuck).isPresent();
  }

  /** While a member is not healthy, it is waited for: it starts, or repair has begun. */
  static boolean wait(Situation situation, Decision decision) {
    for (Member member : situation.members) {
      if (member.leaving() || member.healthy() || member.entry().isEmpty()) {
        continue;
      }
      String trouble = Starts.trouble(member);
      if (member.learner()) {
        decision.note(Plan.Type.JOIN, member.name(), "it takes over the data", trouble);
      } else if (starts(situation, member)) {
        boolean stops = member.facts().pod().filter(PodFacts::terminating).isPresent();
        decision.note(Plan.Type.START, member.name(), stops ? "it restarts" : "it starts", trouble);
      } else if (situation.goal.repair().enabled()) {
        decision.note(
            Plan.Type.REPAIR,
            member.name(),
            "it is not healthy",
            trouble.isEmpty() ? silence(member.facts()) : trouble);
      } else {
        decision.note(
            Plan.Type.REPAIR,
            member.name(),
            "it is not healthy, and spec.repair.policy is None",
            "somebody to delete its EtcdMember, which replaces it"
                + (trouble.isEmpty() ? ", or " + silence(member.facts()) : "; " + trouble));
      }
    }
    return false;
  }

  private static String silence(MemberFacts facts) {
    if (facts.pod().filter(pod -> pod.state() == PodFacts.State.STARTING).isPresent()) {
      return "its pod to start";
    }
    if (facts.poll().isPresent()) {
      return "a leader that it follows";
    }
    return facts.pod().filter(PodFacts::ready).isPresent()
        ? "its server to answer; its node finds it ready, so look at what lies between it and the"
            + " operator: network policies, certificates, too little CPU"
        : "its server to answer";
  }

  /** It was stopped or started a short while ago, as in every update. */
  private static boolean starts(Situation situation, Member member) {
    MemberFacts facts = member.facts();
    boolean young =
        facts
            .pod()
            .filter(pod -> pod.state() == PodFacts.State.RUNNING)
            .filter(
                pod ->
                    !situation.passed(
                        Optional.of(pod.since()), situation.goal.repair().notReadyAfter()))
            .isPresent();
    return (young || Starts.isUnderWay(member))
        && !situation.passed(facts.unhealthySince(), situation.goal.repair().notReadyAfter());
  }

  private static boolean stuck(PodFacts pod) {
    return !pod.terminating()
        && (pod.state() == PodFacts.State.RUNNING || pod.state() == PodFacts.State.FAILING);
  }
}
