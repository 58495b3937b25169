package io.keelson.operator.restore;

import io.keelson.operator.api.Durations;
import io.keelson.operator.api.EtcdRestoreStatus;
import io.keelson.operator.api.RehearsalStatus;
import io.keelson.operator.api.ResolvedSource;
import io.keelson.operator.api.RestoreConditionType;
import io.keelson.operator.api.RestorePhase;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A backup is restored on trial before anything is touched: three times at most. */
final class Trial {
  private static final int ATTEMPTS_MAX = 3;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);

  private final RestoreSeen seen;
  private final Draft draft;
  private final EtcdRestoreStatus before;

  Trial(RestoreSeen seen, Draft draft) {
    this.seen = seen;
    this.draft = draft;
    this.before = seen.restore().statusOrEmpty();
  }

  /** Takes the next step; true when the backup was found well. */
  boolean goOn() {
    RehearsalStatus last = before.rehearsal();
    int attempt = last == null || last.attempt() == null ? 1 : last.attempt();
    Optional<RestoreSeen.Rehearsal> job =
        seen.rehearsals().stream().filter(one -> one.attempt() == attempt).findFirst();
    if (job.isEmpty()) {
      begin(attempt, last);
      return false;
    }
    return switch (job.get().state()) {
      case RUNNING -> {
        runs(job.get());
        yield false;
      }
      case FAILED -> {
        failed(job.get());
        yield false;
      }
      case DONE -> {
        done(job.get());
        yield true;
      }
    };
  }

  private void begin(int attempt, @Nullable RehearsalStatus last) {
    String pause = last == null ? null : last.nextAttemptTime();
    if (pause != null && Instant.parse(pause).isAfter(seen.now())) {
      draft.next(Duration.between(seen.now(), Instant.parse(pause)));
      return;
    }
    ResolvedSource source = before.resolvedSource();
    if (source == null) {
      draft.fail(
          RestorePhase.FAILED, "SourceLost", "status.resolvedSource was taken away: try again");
      return;
    }
    draft.status().rehearsal(new RehearsalStatus(attempt, null, pause, null, null));
    draft.todo(new RestoreStep.Rehearse(attempt, source));
  }

  private void runs(RestoreSeen.Rehearsal job) {
    String text = "the backup is restored on trial";
    draft.phase(
        RestorePhase.REHEARSING, job.message().isEmpty() ? text : text + "; " + job.message());
    draft.step("Rehearse", job.message());
    draft.status().rehearsal(new RehearsalStatus(job.attempt(), job.name(), null, null, null));
  }

  private void failed(RestoreSeen.Rehearsal job) {
    String start = before.startTime();
    boolean late =
        start != null
            && Instant.parse(start)
                .plus(Durations.parse(seen.restore().getSpec().deadline()))
                .isBefore(seen.now());
    boolean enough = job.forGood() || job.attempt() >= ATTEMPTS_MAX || late;
    draft.condition(RestoreConditionType.SOURCE_VERIFIED, false, "Failed", job.message());
    draft.todo(new RestoreStep.RemoveJob(job.name()));
    if (enough) {
      draft.fail(
          RestorePhase.FAILED,
          "RehearsalFailed",
          "the backup cannot be restored, and nothing was touched: " + job.message());
      return;
    }
    Duration pause = FIRST_PAUSE.multipliedBy(1L << (job.attempt() - 1));
    String next = seen.now().plus(pause).toString();
    draft.status().rehearsal(new RehearsalStatus(job.attempt() + 1, job.name(), next, null, null));
    draft.phase(RestorePhase.REHEARSING, "it is tried again: " + job.message());
    draft.step("Rehearse", job.message());
    draft.next(pause);
  }

  private void done(RestoreSeen.Rehearsal job) {
    draft
        .status()
        .rehearsal(
            new RehearsalStatus(
                job.attempt(),
                job.name(),
                null,
                job.restoreSeconds().orElse(null),
                job.keys().orElse(null)));
    String words =
        job.restoreSeconds()
            .map("restored on trial in %.1f s"::formatted)
            .orElse("restored on trial");
    draft.condition(RestoreConditionType.SOURCE_VERIFIED, true, "Rehearsed", words);
    draft.stepDone("Rehearse", words);
    draft.todo(new RestoreStep.RemoveJob(job.name()));
  }
}
