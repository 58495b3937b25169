package io.keelson.operator.status;

import io.keelson.operator.plan.Goal;
import io.keelson.operator.plan.MemberFacts;
import io.keelson.operator.plan.Quorum;

/** A linearizable read was answered in this poll. */
final class Available {
  private Available() {}

  static Verdict of(Report report) {
    Quorum quorum = report.standing().quorum();
    if (report.standing().serving()) {
      return Verdict.yes(
          "Serving", "%d of %d voters answer".formatted(quorum.healthy(), quorum.voters()));
    }
    if (report.observation().goal().mode() == Goal.Mode.HIBERNATED) {
      return Verdict.no("Hibernated", "set spec.hibernate to false to start the members");
    }
    if (report.observation().clusterId() == 0) {
      return Verdict.no("Bootstrapping", "the first members start");
    }
    int members = report.observation().members().size();
    long answering =
        report.observation().members().stream().filter(member -> member.poll().isPresent()).count();
    long pods = report.observation().members().stream().filter(m -> m.pod().isPresent()).count();
    if (pods == 0) {
      return Verdict.no("NoEndpoints", "no member has a pod");
    }
    if (answering == 0) {
      return Verdict.no(
          "Unreachable", "none of %d members answers".formatted(members) + why(report));
    }
    if (answering >= Quorum.of(members)) {
      return Verdict.no(
          "NoLeader", "%d of %d members answer, and know no leader".formatted(answering, members));
    }
    return Verdict.no(
        "QuorumLost",
        "%d of %d members answer, %d are needed".formatted(answering, members, Quorum.of(members))
            + why(report));
  }

  private static String why(Report report) {
    StringBuilder text = new StringBuilder();
    for (MemberFacts member : report.observation().members()) {
      if (member.poll().isEmpty()) {
        String trouble = Troubles.of(member);
        if (!trouble.isEmpty()) {
          text.append("; ").append(member.name()).append(": ").append(trouble);
        }
      }
    }
    return text.toString();
  }
}
