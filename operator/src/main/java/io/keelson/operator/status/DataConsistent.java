package io.keelson.operator.status;

import io.keelson.operator.plan.MemberFacts;
import io.keelson.operator.plan.PodFacts;
import io.keelson.operator.plan.Poll;
import io.keelson.operator.plan.Roll;

/** All members are in one cluster and none has said that its data is damaged. */
final class DataConsistent {
  private DataConsistent() {}

  static Verdict of(Report report) {
    long expected = report.observation().clusterId();
    for (Roll.Alarm alarm : report.observation().roll().alarms()) {
      if (alarm.type().equals("CORRUPT")) {
        return Verdict.no(
            "CorruptAlarm",
            "%s has data that differs: delete its EtcdMember to have it replaced, then disarm the"
                    .formatted(Troubles.name(report, alarm.memberId()))
                + " alarm");
      }
    }
    int answers = 0;
    for (MemberFacts member : report.observation().members()) {
      long answered = member.poll().map(Poll::clusterId).orElse(expected);
      answers += member.poll().isPresent() ? 1 : 0;
      if (expected != 0 && answered != expected) {
        return Verdict.no(
            "ClusterIDMismatch",
            "%s answers as a member of cluster %016x instead of %016x"
                .formatted(member.name(), answered, expected));
      }
      String message = member.pod().map(PodFacts::message).orElse("");
      if (message.contains("MarkerMismatch") || message.contains("MarkerMissing")) {
        return Verdict.no("MarkerMismatch", member.name() + ": " + message);
      }
    }
    return answers == 0
        ? Verdict.unknown("Unreachable", "no member answered")
        : Verdict.yes("Consistent", "all members are in one cluster");
  }
}
