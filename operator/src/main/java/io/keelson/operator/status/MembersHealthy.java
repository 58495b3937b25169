package io.keelson.operator.status;

import io.keelson.operator.plan.MemberFacts;
import io.keelson.operator.plan.Quorum;

/** All voters are there and healthy. */
final class MembersHealthy {
  private MembersHealthy() {}

  static Verdict of(Report report) {
    int wanted = report.observation().goal().replicas();
    Quorum quorum = report.standing().quorum();
    if (!report.observation().roll().known()) {
      return Verdict.unknown("Unreachable", "the list of members could not be read");
    }
    for (MemberFacts member : report.observation().members()) {
      if (member.leaving() || member.recordDeleted()) {
        return Verdict.no("Terminating", member.name() + " leaves the cluster");
      }
      boolean joined = member.memberId() != 0 || member.seed();
      if (joined && member.healthySince().isEmpty()) {
        return Verdict.no("MemberUnhealthy", member.name() + ": " + Troubles.of(member));
      }
    }
    if (report.standing().learners() > 0) {
      return Verdict.no("LearnerNotPromoted", "a learner has to become a voter");
    }
    if (quorum.voters() != wanted) {
      return Verdict.no(
          "MemberMissing", "voters: %d, wanted: %d".formatted(quorum.voters(), wanted));
    }
    return Verdict.yes("AllHealthy", "%d voters are healthy".formatted(quorum.voters()));
  }
}
