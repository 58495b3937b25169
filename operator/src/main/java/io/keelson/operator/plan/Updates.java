package io.keelson.operator.plan;

import io.keelson.operator.plan.Planner.Decision;
import io.keelson.operator.plan.Situation.Member;
import io.keelson.operator.plan.Step.MoveLeader;
import io.keelson.operator.plan.Step.StopPod;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A new specification reaches the members one after the other: broken ones, learners, followers
 * with the most up-to-date last, and the leader at the end, after another took over.
 */
final class Updates {
  private Updates() {}

  /**
   * A server that does not answer is started with the newer specification whatever the quorum: it
   * cannot be missed, and the older specification may be what keeps it from running. Not one that
   * its node finds ready: it serves clients, although it is not heard here.
   */
  static boolean brokenFirst(Situation situation, Decision decision) {
    for (Member member : situation.members) {
      Optional<PodFacts> pod = member.facts().pod();
      if (pod.isPresent()
          && !situation.current(member)
          && !pod.get().terminating()
          && !pod.get().ready()
          && !member.healthy()
          && member.facts().poll().isEmpty()
          && !member.facts().volumeLost()
          && pod.get().state() != PodFacts.State.NODE_LOST) {
        decision.disrupt(
            new StopPod(member.name(), pod.get().uid(), Step.Why.UPDATE),
            Plan.Type.UPDATE,
            "it does not run, and has an older specification");
        return true;
      }
    }
    return false;
  }

  static boolean rolling(Situation situation, Decision decision) {
    List<Member> outdated =
        situation.members.stream()
            .filter(member -> member.facts().pod().isPresent() && !situation.current(member))
            .sorted(order(situation))
            .toList();
    if (outdated.isEmpty()) {
      return false;
    }
    Member next = outdated.getFirst();
    PodFacts pod = next.facts().pod().orElseThrow();
    String why =
        "%d of %d members have an older specification"
            .formatted(outdated.size(), situation.members.size());
    String gate = gate(situation, next);
    if (gate.isEmpty() && !pod.terminating()) {
      gate = OwnBackups.gate(situation, next, decision);
    }
    if (pod.terminating()) {
      decision.note(Plan.Type.UPDATE, next.name(), why, "");
    } else if (!gate.isEmpty()) {
      decision.note(Plan.Type.UPDATE, next.name(), why, gate);
    } else if (situation.leads(next) && situation.successor().isPresent()) {
      long to = situation.successor().get().entry().orElseThrow().memberId();
      decision.disrupt(
          new MoveLeader(next.name(), next.entry().orElseThrow().memberId(), to),
          Plan.Type.UPDATE,
          "it leads, and is the last with an older specification");
    } else {
      decision.disrupt(new StopPod(next.name(), pod.uid(), Step.Why.UPDATE), Plan.Type.UPDATE, why);
    }
    return true;
  }

  private static Comparator<Member> order(Situation situation) {
    return Comparator.<Member, Boolean>comparing(situation::leads)
        .thenComparing(member -> member.healthy())
        .thenComparing(member -> !member.learner())
        .thenComparingLong(member -> -situation.lag(member))
        .thenComparingInt(member -> member.facts().slot());
  }

  /** What the next restart waits for, empty: nothing. */
  private static String gate(Situation situation, Member next) {
    Quorum quorum = situation.quorum;
    if (next.voter()
        && next.healthy()
        && !quorum.mayRestartHealthy(situation.goal.replicas())
        && !downtimeIsAllowed(situation)) {
      return quorum.healthy() < quorum.voters()
          ? "all voters to be healthy, %d of %d are".formatted(quorum.healthy(), quorum.voters())
          : "a voter that can be missed: with %d there is none, unless unsafe.allowDowntime is true"
              .formatted(quorum.voters());
    }
    // Full stores do no harm to a restart, and a larger quota needs one.
    if (situation.roll.alarms().stream().anyMatch(alarm -> alarm.type().equals("CORRUPT"))) {
      return "the CORRUPT alarm to be cleared";
    }
    for (Member member : situation.members) {
      // A learner that finds no node may wait for the others to change, and takes over nothing yet.
      boolean noHope =
          member.learner()
              ? homeless(member) || situation.tooSlow(member)
              : !member.healthy() && downtimeIsAllowed(situation);
      if (member.facts().slot() == next.facts().slot() || noHope) {
        continue;
      }
      if (member.learner() && !member.healthy()) {
        return member.name() + " to take over the data";
      }
      if (member.healthy() && !situation.inStep(member)) {
        return member.name() + " to catch up";
      }
      Duration soak = soak(situation, next, member);
      if (situation.current(member) && !situation.passed(member.facts().healthySince(), soak)) {
        return "%s to stay healthy for %d s".formatted(member.name(), soak.toSeconds());
      }
    }
    return "";
  }

  /**
   * The user puts up with a lost quorum, and who is down has had the time to get well: nobody is
   * stopped only because the one before has not come back yet.
   */
  private static boolean downtimeIsAllowed(Situation situation) {
    return situation.goal.allowDowntime()
        && situation.members.stream()
            .filter(member -> member.voter() && !member.healthy())
            .allMatch(
                member ->
                    situation.passed(
                        member.facts().unhealthySince(), situation.goal.repair().notReadyAfter()));
  }

  private static boolean homeless(Member member) {
    return member
        .facts()
        .pod()
        .filter(pod -> pod.state() == PodFacts.State.UNSCHEDULED)
        .isPresent();
  }

  /** How long an updated member is watched: longer when the version changes with it. */
  private static Duration soak(Situation situation, Member next, Member updated) {
    String before = next.facts().pod().map(PodFacts::version).orElse("");
    boolean first =
        situation.members.stream().filter(situation::current).count() == 1
            && !before.equals(situation.goal.version())
            && situation.current(updated);
    return first ? situation.goal.canarySoak() : Duration.ofSeconds(5);
  }
}
