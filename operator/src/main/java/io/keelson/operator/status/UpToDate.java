package io.keelson.operator.status;

import io.keelson.operator.plan.Goal;
import io.keelson.operator.plan.MemberFacts;
import io.keelson.operator.plan.PodFacts;

/** Every pod runs the specification and the version asked for. */
final class UpToDate {
  private UpToDate() {}

  static Verdict of(Report report) {
    Goal goal = report.observation().goal();
    int pods = 0;
    int drifted = 0;
    boolean version = false;
    for (MemberFacts member : report.observation().members()) {
      if (member.pod().isEmpty()) {
        continue;
      }
      PodFacts pod = member.pod().get();
      pods++;
      if (!pod.specHash().equals(goal.specHash())) {
        drifted++;
        version |= !pod.version().equals(goal.version());
      }
    }
    if (pods == 0) {
      return Verdict.unknown("NoPods", "no member has a pod");
    }
    if (drifted > 0) {
      return Verdict.no(
          version ? "VersionSkew" : "ConfigDrift",
          "%d of %d pods have an older specification".formatted(drifted, pods));
    }
    return Verdict.yes("Current", "%d pods have the current specification".formatted(pods));
  }
}
