package io.keelson.operator.status;

import io.keelson.operator.api.ConditionStatus;
import io.keelson.operator.api.ConditionType;
import io.keelson.operator.plan.Goal;
import io.keelson.operator.plan.MemberFacts;
import io.keelson.operator.plan.Plan;
import io.keelson.operator.plan.Quorum;
import io.keelson.operator.plan.Roll;
import io.keelson.operator.plan.Standing;
import java.time.Duration;

/** True: less tolerance than asked for, or something that a person has to look at. */
final class Degraded {
  private Degraded() {}

  static Verdict of(Report report) {
    if (report.observation().clusterId() == 0) {
      return Verdict.no("Bootstrapping", "the first members start");
    }
    if (report.observation().goal().mode() == Goal.Mode.HIBERNATED) {
      return Verdict.no("Hibernated", "members are stopped as asked");
    }
    for (Roll.Alarm alarm : report.observation().roll().alarms()) {
      return Verdict.yes(
          "AlarmActive", Troubles.name(report, alarm.memberId()) + " raised " + alarm.type());
    }
    for (Plan.Work work : report.plan().work()) {
      if (work.type() == Plan.Type.HOLD && work.why().startsWith("a member that this operator")) {
        return Verdict.yes("ForeignMember", work.why() + "; " + work.blockedBy());
      }
    }
    for (MemberFacts member : report.observation().members()) {
      if (Troubles.volumeLost(member)) {
        return Verdict.yes("VolumeLost", member.name() + ": " + Troubles.of(member));
      }
    }
    for (MemberFacts member : report.observation().members()) {
      boolean leaves = member.leaving() || member.recordDeleted();
      if (leaves || member.memberId() == 0) {
        continue;
      }
      if (Standing.isLate(report.observation(), member)) {
        return Verdict.yes(
            "LearnerStuck",
            member.name()
                + " does not take over the data in time: look at its disk and network, or raise"
                + " spec.repair.promote.deadline");
      }
      if (member.healthySince().isPresent()) {
        continue;
      }
      if (!learner(report, member)) {
        return Verdict.yes("MemberDown", member.name() + ": " + Troubles.of(member));
      }
      if (late(report, member)) {
        return Verdict.yes("LearnerStuck", member.name() + ": " + Troubles.of(member));
      }
    }
    Quorum quorum = report.standing().quorum();
    if (quorum.healthy() < quorum.voters()) {
      return Verdict.yes(
          "MemberDown", "%d of %d voters are healthy".formatted(quorum.healthy(), quorum.voters()));
    }
    return isLess(report)
        ? Verdict.yes(
            "MemberDown",
            "a lost member is being replaced, voters: %d, wanted: %d"
                .formatted(quorum.voters(), report.observation().goal().replicas()))
        : Verdict.no("AsAsked", "all members are healthy");
  }

  /**
   * Fewer voters than asked for, because one was lost: it is missed until another has its vote. A
   * cluster that grows has never had more, and lacks nothing.
   */
  private static boolean isLess(Report report) {
    boolean lostBefore =
        report
            .cluster()
            .statusOrEmpty()
            .condition(ConditionType.DEGRADED.text())
            .filter(condition -> condition.status() == ConditionStatus.TRUE)
            .isPresent();
    boolean leaves =
        report.observation().members().stream().anyMatch(m -> m.leaving() || m.recordDeleted());
    return report.standing().quorum().voters() < report.observation().goal().replicas()
        && report.observation().roll().known()
        && (lostBefore || leaves);
  }

  private static boolean learner(Report report, MemberFacts member) {
    return report.observation().roll().entries().stream()
        .anyMatch(entry -> entry.learner() && entry.memberId() == member.memberId());
  }

  /** A learner that starts takes nothing away; one that does not come up is no help. */
  private static boolean late(Report report, MemberFacts member) {
    Duration allowed = report.observation().goal().repair().notReadyAfter();
    return member
        .unhealthySince()
        .filter(since -> !since.plus(allowed).isAfter(report.observation().now()))
        .isPresent();
  }
}
