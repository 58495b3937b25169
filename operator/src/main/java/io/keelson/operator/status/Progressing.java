package io.keelson.operator.status;

import io.keelson.operator.api.OperationStatus;
import io.keelson.operator.plan.Goal;
import io.keelson.operator.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A change is running; false when nothing is to be done, or nothing can be. */
final class Progressing {
  private Progressing() {}

  static Verdict of(Report report, List<OperationStatus> operations, Duration deadline) {
    if (report.observation().goal().mode() == Goal.Mode.PAUSED) {
      return Verdict.no("Paused", "set spec.paused to false to go on");
    }
    if (report.plan().work().isEmpty()) {
      return Verdict.no("Stable", "nothing to do");
    }
    Plan.Work first = report.plan().work().getFirst();
    String about = first.member().isEmpty() ? "" : first.member() + ": ";
    String text = about + first.why();
    if (!first.blockedBy().isEmpty()) {
      text += (first.type() == Plan.Type.HOLD ? "; " : "; waits for: ") + first.blockedBy();
    }
    if (first.type() == Plan.Type.HOLD) {
      return report.observation().goal().mode() == Goal.Mode.HIBERNATED
          ? Verdict.no("Stable", text)
          : Verdict.no("Blocked", text);
    }
    if (!operations.isEmpty() && late(operations.getFirst(), report, deadline)) {
      return Verdict.no("DeadlineExceeded", text);
    }
    return Verdict.yes(first.type().label(), text);
  }

  private static boolean late(OperationStatus operation, Report report, Duration deadline) {
    String since = operation.since();
    return since != null
        && Instant.parse(since).plus(deadline).isBefore(report.observation().now());
  }
}
