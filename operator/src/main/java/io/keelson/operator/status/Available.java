package io.keelson.operator.status;

import io.keelson.operator.plan.Goal;
import io.keelson.operator.plan.MemberFacts;
import io.keelson.operator.plan.Quorum;
import io.keelson.operator.plan.RestoreFacts;
import java.util.Optional;

/** A linearizable read was answered in this poll. */
final class Available {
  private Available() {}

  static Verdict of(Report report) {
    Quorum quorum = report.standing().quorum();
    Optional<RestoreFacts> restore = report.observation().restore();
    if (restore.filter(Available::locksOut).isPresent()) {
      return restore.get().stage() == RestoreFacts.Stage.FAILED
          ? Verdict.no("RestoreFailed", RestoreReport.message(report))
          : Verdict.no("Restoring", "clients are locked out while the data is replaced");
    }
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

  /** A cluster that begins with a backup has no clients yet. */
  private static boolean locksOut(RestoreFacts restore) {
    boolean begins = restore.kind() == RestoreFacts.Kind.NEW;
    return begins ? restore.stage() == RestoreFacts.Stage.FAILED : restore.stage().active();
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
