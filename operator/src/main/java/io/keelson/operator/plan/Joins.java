package io.keelson.operator.plan;

import io.keelson.operator.plan.Planner.Decision;
import io.keelson.operator.plan.Situation.Member;
import io.keelson.operator.plan.Step.AddLearner;
import io.keelson.operator.plan.Step.Promote;

/** New members: without a vote first, and with one as soon as they have the data. */
final class Joins {
  private Joins() {}

  static boolean learners(Situation situation, Decision decision) {
    Goal.Repair repair = situation.goal.repair();
    if (situation.staying() > situation.goal.replicas()) {
      return false; // a learner may be the one to leave
    }
    for (Member member : situation.members) {
      if (!member.learner() || member.leaving()) {
        continue;
      }
      if (!member.healthy()) {
        continue; // noted with the members that are not healthy; the user may change his mind
      }
      long lag = situation.lag(member);
      String why = "it has the data and becomes a voter";
      if (situation.tooSlow(member)) {
        // Whether it is replaced was decided before; others do not wait for it any more.
        decision.note(
            Plan.Type.JOIN, member.name(), "it takes over the data too slowly", lag + " entries");
        continue;
      }
      if (lag > repair.promoteLagMax()) {
        decision.note(Plan.Type.JOIN, member.name(), "it takes over the data", lag + " entries");
      } else if (!situation.passed(member.facts().healthySince(), repair.promoteSoak())) {
        decision.note(
            Plan.Type.PROMOTE,
            member.name(),
            why,
            "being healthy for " + repair.promoteSoak().toSeconds() + " s");
      } else if (situation.quorum.mayPromote()) {
        decision.disrupt(
            new Promote(member.name(), member.entry().orElseThrow().memberId()),
            Plan.Type.PROMOTE,
            why);
      } else {
        decision.note(Plan.Type.PROMOTE, member.name(), why, "a quorum that does not need it");
      }
      return true;
    }
    return false;
  }

  static boolean add(Situation situation, Decision decision) {
    for (Member member : situation.members) {
      MemberFacts facts = member.facts();
      if (member.leaving() || member.entry().isPresent() || facts.memberId() != 0) {
        continue;
      }
      String why = "it joins as a learner";
      boolean learner = situation.roll.entries().stream().anyMatch(Roll.Entry::learner);
      if (learner) {
        decision.note(Plan.Type.JOIN, member.name(), why, "another learner becomes a voter first");
      } else if (!situation.calm()) {
        decision.note(Plan.Type.JOIN, member.name(), why, "all voters healthy and no alarm");
      } else if (facts.claim().isEmpty()) {
        decision.note(Plan.Type.JOIN, member.name(), why, "its claim");
      } else {
        decision.disrupt(new AddLearner(member.name(), facts.peerUrl()), Plan.Type.JOIN, why);
        return true;
      }
    }
    return false; // what it waits for may be an update
  }
}
