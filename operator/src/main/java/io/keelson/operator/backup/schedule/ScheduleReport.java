package io.keelson.operator.backup.schedule;

import io.keelson.operator.api.Condition;
import io.keelson.operator.api.EtcdBackupSchedule;
import io.keelson.operator.api.EtcdBackupScheduleStatus;
import io.keelson.operator.api.LastFailureStatus;
import io.keelson.operator.api.ScheduleConditionType;
import io.keelson.operator.api.ScheduledClusterStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the status of a schedule says, from what was seen, decided and done. */
public final class ScheduleReport {
  private static final int MESSAGE_MAX = 1_024;
  private static final int ACTIVE_MAX = 16;
  private static final int ACTIVE_IN_ALL_MAX = 64;

  private final EtcdBackupSchedule schedule;
  private final EtcdBackupScheduleStatus before;
  private final List<Done> clusters;
  private final Instant now;

  private ScheduleReport(EtcdBackupSchedule schedule, List<Done> clusters, Instant now) {
    this.schedule = schedule;
    this.before = schedule.statusOrEmpty();
    this.clusters = clusters;
    this.now = now;
  }

  /**
   * What became of one cluster.
   *
   * @param progress to be remembered: that of the decision, or less if something could not be done
   * @param reason one word for what went wrong; empty if nothing did
   * @param message what a person can do about it
   */
  public record Done(
      ClusterFacts facts, Decision decision, Progress progress, String reason, String message) {}

  /** The status after a pass; {@code meant} clusters may be more than are served. */
  public static EtcdBackupScheduleStatus of(
      EtcdBackupSchedule schedule, List<Done> clusters, int meant, Instant now) {
    return new ScheduleReport(schedule, clusters, now).status(meant);
  }

  /** The status of a schedule that cannot be followed. */
  public static EtcdBackupScheduleStatus invalid(
      EtcdBackupSchedule schedule, BadScheduleException trouble, Instant now) {
    ScheduleReport report = new ScheduleReport(schedule, List.of(), now);
    String reason = trouble.reason();
    String advice = trouble.advice();
    return report.before.withConditions(
        List.of(
            report.condition(
                ScheduleConditionType.SCHEDULE_VALID, ScheduleVerdict.no(reason, advice)),
            report.condition(
                ScheduleConditionType.ACTIVE,
                ScheduleVerdict.no("InvalidSchedule", "nothing is begun: " + advice)),
            report.condition(
                ScheduleConditionType.HEALTHY, ScheduleVerdict.no("InvalidSchedule", advice)),
            report.condition(
                ScheduleConditionType.OBJECTIVES_MET,
                ScheduleVerdict.unknown("InvalidSchedule", advice))));
  }

  private EtcdBackupScheduleStatus status(int meant) {
    List<ScheduledClusterStatus> each = clusters.stream().map(this::cluster).toList();
    Optional<ScheduledClusterStatus> worst =
        each.stream()
            .min(
                Comparator.comparing(
                    one -> one.lastSuccessfulTime() == null ? "" : one.lastSuccessfulTime()));
    ScheduleObjectives objectives =
        new ScheduleObjectives(schedule.getSpec().objectives(), clusters, now);
    List<String> active =
        each.stream().flatMap(one -> one.active().stream()).limit(ACTIVE_IN_ALL_MAX).toList();
    return new EtcdBackupScheduleStatus(
        schedule.getMetadata().getGeneration(),
        ScheduleRules.times(schedule.getSpec()),
        clusters.size() == 1 ? clusters.getFirst().facts().name() : meant + " clusters",
        last(each, ScheduledClusterStatus::lastScheduleTime),
        first(each, ScheduledClusterStatus::nextScheduleTime),
        worst.map(ScheduledClusterStatus::lastSuccessfulTime).orElse(null),
        worst.map(ScheduledClusterStatus::lastSuccessfulBackup).orElse(null),
        each.stream().anyMatch(one -> one.lastVerifiedTime() == null)
            ? null
            : first(each, ScheduledClusterStatus::lastVerifiedTime),
        lastFailure(),
        active,
        each.stream().mapToInt(one -> Objects.requireNonNullElse(one.retained(), 0)).sum(),
        each.stream().mapToLong(one -> Objects.requireNonNullElse(one.retainedBytes(), 0L)).sum(),
        each.stream().mapToLong(one -> Objects.requireNonNullElse(one.missed(), 0L)).sum(),
        objectives.observedRpo(),
        objectives.observedRto(),
        each,
        List.of(
            condition(
                ScheduleConditionType.SCHEDULE_VALID,
                ScheduleVerdict.yes("Valid", "times and rules can be followed")),
            condition(ScheduleConditionType.ACTIVE, active()),
            condition(
                ScheduleConditionType.HEALTHY,
                ScheduleHealth.of(clusters, meant, healthBefore(), now)),
            condition(ScheduleConditionType.OBJECTIVES_MET, objectives.verdict())));
  }

  private String healthBefore() {
    return before.condition(ScheduleConditionType.HEALTHY).map(Condition::reason).orElse("");
  }

  private ScheduledClusterStatus cluster(Done done) {
    Optional<BackupFacts> success = newestGood(done.facts());
    Progress progress = done.progress();
    Optional<Progress.Pending> pending = progress.pending();
    return new ScheduledClusterStatus(
        done.facts().name(),
        text(progress.mark()),
        text(done.decision().nextStart()),
        text(success.map(BackupFacts::takenAt)),
        success.map(BackupFacts::name).orElse(null),
        text(progress.rehearsedAt()),
        text(progress.provenAt()),
        progress.restoreSeconds().orElse(null),
        pending.map(Progress.Pending::backup).orElse(null),
        // With its fractions: an answer within the same second is an answer.
        pending.map(one -> one.requestedAt().toString()).orElse(null),
        done.facts().active().stream().map(BackupFacts::name).limit(ACTIVE_MAX).toList(),
        done.decision().retained().stay().size(),
        done.decision().retained().bytes(),
        progress.missed());
  }

  static Optional<BackupFacts> newestGood(ClusterFacts facts) {
    return facts.good().isEmpty() ? Optional.empty() : Optional.of(facts.good().getLast());
  }

  private @Nullable LastFailureStatus lastFailure() {
    Optional<BackupFacts> newest =
        clusters.stream()
            .flatMap(done -> done.facts().bad().stream())
            .max(Comparator.comparing(BackupFacts::judgedAt));
    LastFailureStatus known = before.lastFailure();
    if (newest.isEmpty()) {
      return known; // it was told, and is gone since
    }
    String time = newest.get().judgedAt().truncatedTo(ChronoUnit.SECONDS).toString();
    return known != null && known.time() != null && known.time().compareTo(time) > 0
        ? known
        : new LastFailureStatus(time, newest.get().name(), cut(newest.get().message()));
  }

  private ScheduleVerdict active() {
    if (schedule.getSpec().suspend()) {
      return ScheduleVerdict.no("Suspended", "set spec.suspend to false to go on");
    }
    if (clusters.isEmpty()) {
      return ScheduleVerdict.no(
          "NoCluster", "no cluster of this namespace has the labels of spec.clusterSelector");
    }
    List<ClusterFacts> idle =
        clusters.stream()
            .map(Done::facts)
            .filter(facts -> facts.readiness() != ClusterFacts.Readiness.READY)
            .toList();
    String why =
        String.join("; ", idle.stream().map(facts -> facts.name() + " " + idle(facts)).toList());
    if (idle.size() == clusters.size()) {
      return ScheduleVerdict.no(reason(idle.getFirst()), why);
    }
    return ScheduleVerdict.yes("Scheduled", idle.isEmpty() ? "backups are begun" : why);
  }

  private static String reason(ClusterFacts facts) {
    return switch (facts.readiness()) {
      case READY -> "Scheduled";
      case STARTING -> "ClusterStarting";
      case HIBERNATED -> "ClusterHibernated";
      case ENDING -> "ClusterEnding";
      case MISSING -> "ClusterMissing";
    };
  }

  private static String idle(ClusterFacts facts) {
    return switch (facts.readiness()) {
      case READY -> "is ready";
      case STARTING -> "was not founded yet";
      case HIBERNATED -> "is hibernated";
      case ENDING -> "is being deleted";
      case MISSING -> "is not there: make it, or correct spec.clusterRef";
    };
  }

  private Condition condition(ScheduleConditionType type, ScheduleVerdict verdict) {
    String since =
        before
            .condition(type)
            .filter(condition -> condition.status() == verdict.status())
            .map(Condition::lastTransitionTime)
            .orElse(now.truncatedTo(ChronoUnit.SECONDS).toString());
    return new Condition(
        type.text(),
        verdict.status(),
        verdict.reason(),
        cut(verdict.message()),
        since,
        schedule.getMetadata().getGeneration());
  }

  private static String cut(String text) {
    return text.length() <= MESSAGE_MAX ? text : text.substring(0, MESSAGE_MAX - 1) + "…";
  }

  private static @Nullable String text(Optional<Instant> time) {
    return time.map(one -> one.truncatedTo(ChronoUnit.SECONDS).toString()).orElse(null);
  }

  private static @Nullable String last(
      List<ScheduledClusterStatus> each, Function<ScheduledClusterStatus, @Nullable String> time) {
    return each.stream()
        .map(one -> Optional.ofNullable(time.apply(one)))
        .flatMap(Optional::stream)
        .max(Comparator.naturalOrder())
        .orElse(null);
  }

  private static @Nullable String first(
      List<ScheduledClusterStatus> each, Function<ScheduledClusterStatus, @Nullable String> time) {
    return each.stream()
        .map(one -> Optional.ofNullable(time.apply(one)))
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }
}
