package io.keelson.operator.status;

import io.keelson.operator.plan.MemberFacts;
import io.keelson.operator.plan.Plan;
import io.keelson.operator.plan.Roll;

/** True: less tolerance than asked for, or something that a person has to look at. */
final class Degraded {
  private Degraded() {}

  static Verdict of(Report report) {
    if (report.observation().clusterId() == 0) {
      return Verdict.no("Bootstrapping", "the first members start");
    }
    for (Roll.Alarm alarm : report.observation().roll().alarms()) {
      return Verdict.yes(
          "AlarmActive", "member %016x raised %s".formatted(alarm.memberId(), alarm.type()));
    }
    for (Plan.Work work : report.plan().work()) {
      if (work.type() == Plan.Type.HOLD && work.why().startsWith("a member that this operator")) {
        return Verdict.yes("ForeignMember", work.why() + "; " + work.blockedBy());
      }
    }
    for (MemberFacts member : report.observation().members()) {
      if (member.volumeLost()) {
        return Verdict.yes("VolumeLost", member.name() + ": its volume is gone");
      }
    }
    for (MemberFacts member : report.observation().members()) {
      if (!member.leaving() && member.memberId() != 0 && member.healthySince().isEmpty()) {
        return Verdict.yes("MemberDown", member.name() + ": " + Troubles.of(member));
      }
    }
    return Verdict.no("AsAsked", "all members are healthy");
  }
}
