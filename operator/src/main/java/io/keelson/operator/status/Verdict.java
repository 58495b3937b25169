package io.keelson.operator.status;

import io.keelson.operator.api.ConditionStatus;

/** What a condition says. */
record Verdict(ConditionStatus status, String reason, String message) {
  static Verdict yes(String reason, String message) {
    return new Verdict(ConditionStatus.TRUE, reason, message);
  }

  static Verdict no(String reason, String message) {
    return new Verdict(ConditionStatus.FALSE, reason, message);
  }

  static Verdict unknown(String reason, String message) {
    return new Verdict(ConditionStatus.UNKNOWN, reason, message);
  }
}
