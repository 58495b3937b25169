package io.keelson.operator.backup.schedule;

import io.keelson.operator.api.BackupConditionType;
import io.keelson.operator.api.BackupPhase;
import io.keelson.operator.api.Condition;
import io.keelson.operator.api.EtcdBackup;
import io.keelson.operator.api.EtcdBackupSchedule;
import io.keelson.operator.api.EtcdBackupScheduleSpec;
import io.keelson.operator.api.EtcdBackupStatus;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.ScheduledClusterStatus;
import io.keelson.operator.api.VerificationStatus;
import io.keelson.operator.api.VerifyLevel;
import io.keelson.operator.api.VerifyResult;
import io.keelson.operator.resource.Names;
import io.keelson.operator.resource.ScheduledBackup;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes facts of objects. */
public final class ScheduleObserver {
  /** One schedule serves at most so many clusters, the first ones by name. */
  public static final int CLUSTERS_MAX = 64;

  private ScheduleObserver() {}

  /** Which clusters of a namespace a schedule means, by name; that of a name is always there. */
  public static Map<String, Optional<EtcdCluster>> meant(
      EtcdBackupScheduleSpec spec, Collection<EtcdCluster> present) {
    Map<String, Optional<EtcdCluster>> meant = new TreeMap<>();
    if (spec.clusterRef() != null) {
      meant.put(spec.clusterRef().name(), Optional.empty());
    }
    for (EtcdCluster cluster : present) {
      if (meant.containsKey(Names.name(cluster)) || selects(spec, cluster)) {
        meant.put(Names.name(cluster), Optional.of(cluster));
      }
    }
    return meant;
  }

  private static boolean selects(EtcdBackupScheduleSpec spec, EtcdCluster cluster) {
    Map<String, String> labels = cluster.getMetadata().getLabels();
    return spec.clusterSelector() != null
        && labels != null
        && labels.entrySet().containsAll(spec.clusterSelector().matchLabels().entrySet());
  }

  /** What is seen of each cluster. */
  public static List<ClusterFacts> observe(
      EtcdBackupSchedule schedule,
      Map<String, Optional<EtcdCluster>> meant,
      Collection<EtcdBackup> backups) {
    String before = schedule.statusOrEmpty().observedSchedule();
    boolean rescheduled = before != null && !before.equals(ScheduleRules.times(schedule.getSpec()));
    return meant.entrySet().stream()
        .limit(CLUSTERS_MAX)
        .map(
            entry ->
                new ClusterFacts(
                    entry.getKey(),
                    readiness(entry.getValue()),
                    since(schedule, entry.getValue()),
                    rescheduled,
                    progress(schedule.statusOrEmpty().cluster(entry.getKey())),
                    backups.stream()
                        .filter(backup -> isOf(backup, entry.getKey()))
                        .map(ScheduleObserver::backup)
                        .toList()))
        .toList();
  }

  private static boolean isOf(EtcdBackup backup, String cluster) {
    return backup.getSpec() != null
        && backup.getSpec().clusterRef() != null
        && backup.getSpec().clusterRef().name().equals(cluster);
  }

  private static ClusterFacts.Readiness readiness(Optional<EtcdCluster> cluster) {
    if (cluster.isEmpty()) {
      return ClusterFacts.Readiness.MISSING;
    }
    if (cluster.get().getMetadata().getDeletionTimestamp() != null) {
      return ClusterFacts.Readiness.ENDING;
    }
    if (cluster.get().getSpec().hibernate()) {
      return ClusterFacts.Readiness.HIBERNATED;
    }
    return cluster.get().statusOrEmpty().clusterID() == null
        ? ClusterFacts.Readiness.STARTING
        : ClusterFacts.Readiness.READY;
  }

  private static Instant since(EtcdBackupSchedule schedule, Optional<EtcdCluster> cluster) {
    Instant made =
        ScheduledBackup.time(schedule.getMetadata().getCreationTimestamp()).orElse(Instant.EPOCH);
    return cluster
        .flatMap(one -> ScheduledBackup.time(one.getMetadata().getCreationTimestamp()))
        .filter(time -> time.isAfter(made))
        .orElse(made);
  }

  private static Progress progress(Optional<ScheduledClusterStatus> status) {
    if (status.isEmpty()) {
      return Progress.none();
    }
    ScheduledClusterStatus one = status.get();
    Optional<Instant> requested = ScheduledBackup.time(one.verifyRequestedTime());
    String verifying = one.verifying();
    return new Progress(
        ScheduledBackup.time(one.lastScheduleTime()),
        one.missed() == null ? 0 : one.missed(),
        ScheduledBackup.time(one.lastRehearsalTime()),
        ScheduledBackup.time(one.lastVerifiedTime()),
        Optional.ofNullable(one.restoreSeconds()),
        verifying == null
            ? Optional.empty()
            : requested.map(time -> new Progress.Pending(verifying, time)));
  }

  static BackupFacts backup(EtcdBackup backup) {
    EtcdBackupStatus status = backup.statusOrEmpty();
    Instant scheduledAt = ScheduledBackup.scheduledAt(backup);
    Long stored = status.compressedSize() == null ? status.size() : status.compressedSize();
    return new BackupFacts(
        backup.getMetadata().getName(),
        scheduledAt,
        ScheduledBackup.attempt(backup),
        state(backup),
        ScheduledBackup.time(status.snapshotTime()).orElse(scheduledAt),
        endedAt(status),
        stored == null ? 0 : stored,
        check(status.verification()),
        ScheduledBackup.verifyRequestedAt(backup),
        message(status));
  }

  private static BackupFacts.State state(EtcdBackup backup) {
    BackupPhase phase = backup.statusOrEmpty().phase();
    if (backup.getMetadata().getDeletionTimestamp() != null) {
      return BackupFacts.State.GOING;
    }
    return switch (phase) {
      case null -> BackupFacts.State.ACTIVE;
      case PENDING, RUNNING, VERIFYING ->
          // It is complete while it is verified again.
          backup.statusOrEmpty().is(BackupConditionType.COMPLETE)
              ? BackupFacts.State.COMPLETE
              : BackupFacts.State.ACTIVE;
      case COMPLETED -> BackupFacts.State.COMPLETE;
      case FAILED -> BackupFacts.State.FAILED;
      case EXPIRED, DELETING -> BackupFacts.State.GOING;
    };
  }

  private static Optional<Instant> endedAt(EtcdBackupStatus status) {
    return ScheduledBackup.time(status.completionTime())
        .or(
            () ->
                status
                    .condition(BackupConditionType.FAILED)
                    .flatMap(failed -> ScheduledBackup.time(failed.lastTransitionTime())));
  }

  private static Optional<BackupFacts.Check> check(@Nullable VerificationStatus status) {
    if (status == null || status.result() == null) {
      return Optional.empty();
    }
    boolean passed = status.result() == VerifyResult.PASSED;
    Optional<Double> seconds = Optional.ofNullable(status.restoreSeconds());
    return ScheduledBackup.time(status.time())
        .map(
            time ->
                new BackupFacts.Check(
                    time, status.level() == VerifyLevel.RESTORE, passed, seconds));
  }

  private static String message(EtcdBackupStatus status) {
    VerificationStatus check = status.verification();
    if (check != null && check.result() == VerifyResult.FAILED && check.message() != null) {
      return check.message();
    }
    String failed = status.condition(BackupConditionType.FAILED).map(Condition::message).orElse("");
    String said = status.message();
    return failed.isEmpty() && said != null ? said : failed;
  }
}
