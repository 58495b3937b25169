package io.keelson.operator.plan;

import io.keelson.operator.plan.Planner.Decision;
import io.keelson.operator.plan.Situation.Member;
import io.keelson.operator.plan.Step.CreateClaim;
import io.keelson.operator.plan.Step.CreatePod;
import io.keelson.operator.plan.Step.LabelVoter;
import io.keelson.operator.plan.Step.RecordIdentity;
import io.keelson.operator.plan.Step.RemovePod;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Starts what should run and does not. A server is started only when it can be nobody else than
 * before: on its own volume, or as a member that has never run.
 */
final class Starts {
  private Starts() {}

  static void collect(Situation situation, Decision decision) {
    for (Member member : situation.members) {
      // Who leaves has a vote until it is removed, and may be needed for that.
      if (!member.leaving() || member.entry().isPresent() || !situation.roll.known()) {
        start(situation, member, decision);
      }
    }
  }

  private static void start(Situation situation, Member member, Decision decision) {
    identity(member).ifPresent(decision::prepare);
    MemberFacts facts = member.facts();
    if (facts.volumeLost() || facts.quarantined()) {
      return;
    }
    // Known to be made before a server can have used it: only then a loss is noticed.
    if (!facts.claimMade() && !member.leaving()) {
      decision.prepare(new CreateClaim(member.name()));
    }
    if (facts.pod().isPresent()) {
      PodFacts pod = facts.pod().get();
      if (pod.state() == PodFacts.State.ENDED && !pod.terminating()) {
        decision.prepare(new RemovePod(member.name(), pod.uid(), false));
      }
      if (member.voter() && !pod.labelledVoter() && !pod.terminating()) {
        decision.prepare(new LabelVoter(member.name()));
      }
      return;
    }
    boolean founding = facts.seed() && situation.facts.clusterId() == 0;
    if (facts.claim().isEmpty() && member.leaving()) {
      return;
    }
    if (founding || belongs(situation, member)) {
      decision.prepare(new CreatePod(member.name(), founding));
    }
  }

  /** It is a member, or was one when somebody could last be asked. */
  private static boolean belongs(Situation situation, Member member) {
    return situation.roll.known()
        ? member.entry().isPresent() && ours(member)
        : member.facts().memberId() != 0 || member.facts().seed();
  }

  /** The line in the roll is this member's and not one that had the address before. */
  private static boolean ours(Member member) {
    return member.facts().memberId() != 0 || member.facts().seed() || identity(member).isPresent();
  }

  /**
   * Who the member is, when that is new. A seed is known by its address, but has to have run: what
   * has an identity and an empty volume is not started.
   */
  private static Optional<RecordIdentity> identity(Member member) {
    if (member.facts().memberId() != 0 || member.entry().isEmpty()) {
      return Optional.empty();
    }
    Roll.Entry entry = member.entry().get();
    boolean answered =
        member.facts().poll().filter(p -> p.memberId() == entry.memberId()).isPresent();
    boolean lost = member.facts().seed() && member.facts().volumeLost();
    return lost || entry.name().isEmpty() || answered
        ? Optional.of(new RecordIdentity(member.name(), entry.memberId()))
        : Optional.empty();
  }

  /** Its pod is made, placed, prepared or ended, so that its server will be up soon. */
  static boolean isUnderWay(Member member) {
    MemberFacts facts = member.facts();
    boolean hasRun = facts.memberId() != 0 || facts.seed();
    return hasRun && !facts.volumeLost() && facts.pod().filter(p -> !isOnItsWay(p)).isEmpty();
  }

  private static boolean isOnItsWay(PodFacts pod) {
    return pod.terminating()
        ? pod.state() != PodFacts.State.NODE_LOST
        : switch (pod.state()) {
          case UNSCHEDULED, STARTING, ENDED -> true;
          case RUNNING, FAILING, NODE_LOST -> false;
        };
  }

  /** What keeps members from running, empty when nothing is known. */
  static String troubles(Situation situation) {
    return situation.members.stream()
        .filter(member -> !trouble(member).isEmpty())
        .map(member -> member.name() + ": " + trouble(member))
        .collect(Collectors.joining("; "));
  }

  /** What keeps a member from running, empty when nothing is known. */
  static String trouble(Member member) {
    MemberFacts facts = member.facts();
    if (facts.volumeLost()) {
      return "its volume is gone";
    }
    return facts.pod().map(PodFacts::message).orElse("its pod");
  }
}
