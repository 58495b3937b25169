package io.keelson.operator.plan;

import io.keelson.operator.plan.Planner.Decision;
import java.util.List;
import java.util.Optional;

/** Reasons to touch nothing. */
final class Holds {
  private Holds() {}

  static Plan paused() {
    return new Plan(
        List.of(),
        Optional.empty(),
        List.of(
            new Plan.Work(
                Plan.Type.HOLD, "", "spec.paused is true", "set spec.paused to false to go on")),
        false);
  }

  /** Somebody answers for another cluster: whatever is done next could hit the wrong data. */
  static boolean clusterIdMismatch(Situation situation, Decision decision) {
    long expected = situation.facts.clusterId();
    for (Situation.Member member : situation.members) {
      long answered = member.facts().poll().map(Poll::clusterId).orElse(expected);
      if (expected != 0 && answered != expected) {
        decision.note(
            Plan.Type.HOLD,
            member.name(),
            "answers as a member of cluster %016x instead of %016x".formatted(answered, expected),
            "remove the pod and the volume that do not belong here");
        return true;
      }
    }
    return false;
  }

  /** Without a quorum every change would have to wait, and most would make it worse. */
  static boolean quorumLost(Situation situation, Decision decision) {
    if (situation.roll.known() && situation.quorum.stands()) {
      return false;
    }
    int all = situation.members.size();
    long lost = situation.members.stream().filter(member -> member.facts().volumeLost()).count();
    if (all > 0 && all - lost < Quorum.of(all)) {
      decision.note(
          Plan.Type.HOLD,
          "",
          "%d of %d members have lost their volumes: there is no quorum any more"
              .formatted(lost, all),
          "make an EtcdRestore of mode InPlace: of a surviving member, or of a backup");
    } else if (situation.members.stream().anyMatch(Starts::isUnderWay)) {
      decision.note(
          Plan.Type.START, "", "members start to form a quorum", Starts.troubles(situation));
    } else if (situation.members.stream().allMatch(member -> member.facts().poll().isPresent())) {
      decision.note(
          Plan.Type.HOLD,
          "",
          "all members answer, and none of them leads",
          "look for what keeps them from reaching each other on port 2380");
    } else {
      decision.note(
          Plan.Type.HOLD,
          "",
          "no quorum of members answers, and nothing is changed until one does",
          Starts.troubles(situation));
    }
    return true;
  }
}
