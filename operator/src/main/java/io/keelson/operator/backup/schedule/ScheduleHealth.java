package io.keelson.operator.backup.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The last backup of each cluster is there, none was found damaged, and nothing is in the way. */
final class ScheduleHealth {
  private static final String MISSED = "RunMissed";

  private ScheduleHealth() {}

  /**
   * The verdict.
   *
   * @param meant how many clusters there are, maybe more than are served
   * @param before the reason at the last pass
   */
  static ScheduleVerdict of(
      List<ScheduleReport.Done> clusters, int meant, String before, Instant now) {
    Optional<ScheduleVerdict> first =
        Stream.<Function<ScheduleReport.Done, Optional<ScheduleVerdict>>>of(
                ScheduleHealth::pass,
                ScheduleHealth::damage,
                ScheduleHealth::failure,
                done -> missed(done, before),
                done -> overdue(done, now),
                ScheduleHealth::size)
            .flatMap(rule -> clusters.stream().map(rule))
            .flatMap(Optional::stream)
            .findFirst();
    if (first.isPresent()) {
      return first.get();
    }
    if (meant > clusters.size()) {
      return ScheduleVerdict.no(
          "TooManyClusters",
          "spec.clusterSelector finds %d clusters, the first %d by name are served: make a second schedule for the others"
              .formatted(meant, clusters.size()));
    }
    List<String> without =
        clusters.stream()
            .filter(done -> done.facts().good().isEmpty())
            .map(done -> done.facts().name())
            .toList();
    if (!without.isEmpty() || clusters.isEmpty()) {
      return ScheduleVerdict.unknown(
          "NoBackupYet",
          "no backup yet of " + (without.isEmpty() ? "any" : String.join(", ", without)));
    }
    return ScheduleVerdict.yes("AllGood", "the last backups are complete");
  }

  private static Optional<ScheduleVerdict> pass(ScheduleReport.Done done) {
    return done.reason().isEmpty()
        ? Optional.empty()
        : Optional.of(ScheduleVerdict.no(done.reason(), done.message()));
  }

  private static Optional<ScheduleVerdict> damage(ScheduleReport.Done done) {
    return done.facts().bad().reversed().stream()
        .filter(backup -> backup.state() == BackupFacts.State.COMPLETE)
        .findFirst()
        .map(
            backup ->
                ScheduleVerdict.no(
                    "VerificationFailed",
                    backup.name()
                        + " is not as it was taken: find out why in its store, then delete it"
                        + because(backup)));
  }

  private static Optional<ScheduleVerdict> failure(ScheduleReport.Done done) {
    return done.facts()
        .lastEnded()
        .filter(backup -> backup.state() == BackupFacts.State.FAILED)
        .map(
            backup ->
                ScheduleVerdict.no("BackupFailed", backup.name() + " failed" + because(backup)));
  }

  private static String because(BackupFacts backup) {
    return backup.message().isEmpty() ? "" : ": " + backup.message();
  }

  /** The last scheduled time was not run, and nothing was since; it is told until something is. */
  private static Optional<ScheduleVerdict> missed(ScheduleReport.Done done, String before) {
    Optional<Instant> mark = done.progress().mark();
    boolean lately =
        (done.decision().newlyMissed() > 0
                || (before.equals(MISSED) && done.progress().missed() > 0))
            && mark.isPresent()
            && done.facts().backups().stream()
                .noneMatch(backup -> !backup.scheduledAt().isBefore(mark.get()))
            && done.decision().actions().stream().noneMatch(Action.Start.class::isInstance);
    return lately
        ? Optional.of(
            ScheduleVerdict.no(
                MISSED,
                "the backup of %s of %s was not begun within spec.startingDeadline"
                    .formatted(mark.get(), done.facts().name())))
        : Optional.empty();
  }

  /** Twice the period, since a period's verifications are spread over it. */
  private static Optional<ScheduleVerdict> overdue(ScheduleReport.Done done, Instant now) {
    if (done.facts().good().isEmpty() || done.decision().rehearsal().period().isEmpty()) {
      return Optional.empty();
    }
    Duration limit =
        done.decision().rehearsal().period().get().multipliedBy(2).plus(Duration.ofHours(1));
    Instant last = done.progress().rehearsedAt().orElse(done.facts().good().getFirst().judgedAt());
    return last.plus(limit).isAfter(now)
        ? Optional.empty()
        : Optional.of(
            ScheduleVerdict.no(
                "VerificationOverdue",
                "no backup of %s was verified at level %s since %s: look at the jobs of %s"
                    .formatted(
                        done.facts().name(),
                        done.decision().rehearsal().restores() ? "Restore" : "Checksum",
                        last,
                        done.progress().pending().map(Progress.Pending::backup).orElse("it"))));
  }

  private static Optional<ScheduleVerdict> size(ScheduleReport.Done done) {
    return done.decision().retained().isOverSize()
        ? Optional.of(
            ScheduleVerdict.no(
                "OverSize",
                "the backups of %s that may not be removed are larger than spec.retention.maxTotalSize: raise it, or lower spec.retention.minAge"
                    .formatted(done.facts().name())))
        : Optional.empty();
  }
}
