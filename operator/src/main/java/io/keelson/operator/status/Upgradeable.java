package io.keelson.operator.status;

import io.keelson.operator.api.UpgradeCheck;
import io.keelson.operator.plan.MemberFacts;
import io.keelson.operator.plan.Observation;
import io.keelson.operator.plan.Poll;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What has to hold before the version may change. */
final class Upgradeable {
  private Upgradeable() {}

  static List<UpgradeCheck> checks(Report report) {
    Observation seen = report.observation();
    TreeSet<String> versions = new TreeSet<>();
    for (MemberFacts member : seen.members()) {
      member.poll().map(Poll::version).ifPresent(versions::add);
    }
    boolean healthy =
        report.standing().quorum().voters() > 0
            && report.standing().quorum().healthy() == report.standing().quorum().voters();
    List<UpgradeCheck> checks = new ArrayList<>();
    checks.add(check("AllMembersHealthy", healthy, "every voter has to be healthy"));
    checks.add(check("OneVersion", versions.size() == 1, "members run " + versions));
    checks.add(
        check("NoLearner", report.standing().learners() == 0, "a learner has to become a voter"));
    checks.add(check("NoAlarm", seen.roll().alarms().isEmpty(), "alarms have to be cleared first"));
    checks.add(
        check(
            "QuotaNotReached",
            seen.members().stream()
                .flatMap(member -> member.poll().stream())
                .allMatch(poll -> StorageHealthy.used(poll) < 100),
            "a member has reached its quota"));
    return checks;
  }

  static Verdict of(List<UpgradeCheck> checks) {
    for (UpgradeCheck check : checks) {
      if (!check.ok()) {
        return Verdict.no(check.name(), String.valueOf(check.message()));
      }
    }
    return Verdict.yes("ChecksPass", "the version may be raised");
  }

  private static UpgradeCheck check(String name, boolean ok, String message) {
    return new UpgradeCheck(name, ok, ok ? null : message);
  }
}
