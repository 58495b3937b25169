package io.keelson.operator.backup.schedule;

import io.keelson.operator.api.Durations;
import io.keelson.operator.api.ObjectivesSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How old the newest good backups are, and how long a restore takes, against what is wanted. */
final class ScheduleObjectives {
  private final ObjectivesSpec wanted;
  private final List<ScheduleReport.Done> clusters;
  private final Instant now;

  ScheduleObjectives(ObjectivesSpec wanted, List<ScheduleReport.Done> clusters, Instant now) {
    this.wanted = wanted;
    this.clusters = clusters;
    this.now = now;
  }

  ScheduleVerdict verdict() {
    String rpo = wanted.rpo();
    String rto = wanted.rto();
    if (rpo == null && rto == null) {
      return ScheduleVerdict.yes("NoneGiven", "spec.objectives names none");
    }
    Optional<ScheduleVerdict> breach =
        clusters.stream()
            .flatMap(
                done ->
                    Optional.ofNullable(rpo)
                        .flatMap(text -> late(done, Durations.parse(text)))
                        .or(
                            () ->
                                Optional.ofNullable(rto)
                                    .flatMap(text -> slow(done, Durations.parse(text))))
                        .stream())
            .findFirst();
    if (breach.isPresent()) {
      return breach.get();
    }
    for (ScheduleReport.Done done : clusters) {
      if (rpo != null && ScheduleReport.newestGood(done.facts()).isEmpty()) {
        return ScheduleVerdict.unknown("NoBackupYet", "no backup yet of " + done.facts().name());
      }
      if (rto != null && done.progress().restoreSeconds().isEmpty()) {
        return ScheduleVerdict.unknown(
            "NotRehearsed",
            "no restore of %s was rehearsed yet: spec.verify.level has to be Restore"
                .formatted(done.facts().name()));
      }
    }
    return clusters.isEmpty()
        ? ScheduleVerdict.unknown("NoCluster", "there is no cluster")
        : ScheduleVerdict.yes("Met", "backups are young enough and restores quick enough");
  }

  /** Before the first backup, age counts from when there could have been one. */
  private Optional<ScheduleVerdict> late(ScheduleReport.Done done, Duration rpo) {
    Instant newest =
        ScheduleReport.newestGood(done.facts())
            .map(BackupFacts::takenAt)
            .orElse(done.facts().since());
    return now.isAfter(newest.plus(rpo))
        ? Optional.of(
            ScheduleVerdict.no(
                "RpoBreached",
                "the newest good backup of %s is of %s, older than %s"
                    .formatted(
                        done.facts().name(),
                        ScheduleReport.newestGood(done.facts()).isEmpty() ? "never" : newest,
                        text(rpo))))
        : Optional.empty();
  }

  private static Optional<ScheduleVerdict> slow(ScheduleReport.Done done, Duration rto) {
    return done.progress()
        .restoreSeconds()
        .filter(seconds -> seconds * 1_000 > rto.toMillis())
        .map(
            seconds ->
                ScheduleVerdict.no(
                    "RtoBreached",
                    "the last restore of %s took %.1f s, longer than %s"
                        .formatted(done.facts().name(), seconds, text(rto))));
  }

  /** Rounded, so that the status does not change all the time; metrics have the exact age. */
  @Nullable String observedRpo() {
    return clusters.stream()
        .flatMap(done -> ScheduleReport.newestGood(done.facts()).stream())
        .map(backup -> Duration.between(backup.takenAt(), now))
        .max(Comparator.naturalOrder())
        .map(ScheduleObjectives::rounded)
        .orElse(null);
  }

  @Nullable String observedRto() {
    return clusters.stream()
        .flatMap(done -> done.progress().restoreSeconds().stream())
        .max(Comparator.naturalOrder())
        .map(seconds -> Math.max(1, (long) Math.ceil(seconds)) + "s")
        .orElse(null);
  }

  private static String rounded(Duration age) {
    if (age.toHours() < 2) {
      return Math.max(0, age.toMinutes() / 5 * 5) + "m";
    }
    return age.toDays() < 2 ? age.toHours() + "h" : age.toDays() + "d";
  }

  private static String text(Duration duration) {
    return duration.toString().substring(2).toLowerCase(Locale.ROOT);
  }
}
