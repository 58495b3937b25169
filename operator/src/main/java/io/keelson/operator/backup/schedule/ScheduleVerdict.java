package io.keelson.operator.backup.schedule;

import io.keelson.operator.api.ConditionStatus;

/** What a condition says. */
record ScheduleVerdict(ConditionStatus status, String reason, String message) {
  static ScheduleVerdict yes(String reason, String message) {
    return new ScheduleVerdict(ConditionStatus.TRUE, reason, message);
  }

  static ScheduleVerdict no(String reason, String message) {
    return new ScheduleVerdict(ConditionStatus.FALSE, reason, message);
  }

  static ScheduleVerdict unknown(String reason, String message) {
    return new ScheduleVerdict(ConditionStatus.UNKNOWN, reason, message);
  }
}
