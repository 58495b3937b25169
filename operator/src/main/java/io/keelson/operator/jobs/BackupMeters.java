package io.keelson.operator.jobs;

import io.keelson.operator.api.BackupConditionType;
import io.keelson.operator.api.BackupPhase;
import io.keelson.operator.api.EtcdBackup;
import io.keelson.operator.api.EtcdBackupStatus;
import io.keelson.operator.resource.BackupNames;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Numbers about backups: how many ended and how, how long they took, and for each cluster how old
 * the newest one is and the newest that was found good. Any thread.
 */
final class BackupMeters {
  private final MeterRegistry registry;
  private final InstantSource clock;
  private final Map<String, Ages> clusters = new ConcurrentHashMap<>();

  BackupMeters(MeterRegistry registry, InstantSource clock) {
    this.registry = registry;
    this.clock = clock;
  }

  /** Of one cluster: by identity of a backup, when its snapshot was taken and when it was good. */
  private record Ages(Map<String, Instant> taken, Map<String, Instant> verified) {}

  void record(EtcdBackup backup, EtcdBackupStatus status) {
    BackupPhase before = backup.statusOrEmpty().phase();
    BackupPhase phase = status.phase();
    if (before != phase && (phase == BackupPhase.COMPLETED || phase == BackupPhase.FAILED)) {
      String result = phase == BackupPhase.COMPLETED ? "completed" : "failed";
      registry.counter("etcd_operator_backups", tags(backup).and("result", result)).increment();
      Instant start = instant(status.startTime());
      Instant end = instant(status.completionTime());
      if (start != null && end != null && !end.isBefore(start)) {
        Timer.builder("etcd_operator_backup_duration")
            .tags(tags(backup).and("result", result))
            .register(registry)
            .record(Duration.between(start, end));
      }
    }
    Instant taken = instant(status.snapshotTime());
    if (phase != BackupPhase.COMPLETED || taken == null) {
      return;
    }
    Ages ages = clusters.computeIfAbsent(cluster(backup), key -> register(backup));
    synchronized (ages) {
      String uid = backup.getMetadata().getUid();
      ages.taken().put(uid, taken);
      boolean good =
          status.conditions().stream()
              .anyMatch(
                  condition ->
                      condition.type().equals(BackupConditionType.VERIFIED.text())
                          && condition.reason().equals("Passed"));
      if (good) {
        ages.verified().put(uid, taken);
      } else {
        ages.verified().remove(uid);
      }
    }
  }

  void forget(EtcdBackup backup) {
    Ages ages = clusters.get(cluster(backup));
    if (ages != null) {
      synchronized (ages) {
        ages.taken().remove(backup.getMetadata().getUid());
        ages.verified().remove(backup.getMetadata().getUid());
      }
    }
  }

  private Ages register(EtcdBackup backup) {
    Ages ages = new Ages(new TreeMap<>(), new TreeMap<>());
    gauge("etcd_operator_backup_age_seconds", backup, ages, Ages::taken);
    gauge("etcd_operator_backup_verified_age_seconds", backup, ages, Ages::verified);
    return ages;
  }

  private void gauge(
      String name, EtcdBackup backup, Ages ages, Function<Ages, Map<String, Instant>> which) {
    Gauge.builder(name, ages, all -> age(all, which)).tags(tags(backup)).register(registry);
  }

  /** Seconds since the newest snapshot; not a number while there is none. */
  private double age(Ages ages, Function<Ages, Map<String, Instant>> which) {
    synchronized (ages) {
      Optional<Instant> newest = which.apply(ages).values().stream().max(Comparator.naturalOrder());
      return newest
          .map(time -> Math.max(0, Duration.between(time, clock.instant()).toSeconds()))
          .map(Long::doubleValue)
          .orElse(Double.NaN);
    }
  }

  private static @Nullable Instant instant(@Nullable String time) {
    return time == null ? null : Instant.parse(time);
  }

  private static String cluster(EtcdBackup backup) {
    return backup.getMetadata().getNamespace() + "/" + BackupNames.cluster(backup);
  }

  private static Tags tags(EtcdBackup backup) {
    return Tags.of(
        "namespace", backup.getMetadata().getNamespace(), "cluster", BackupNames.cluster(backup));
  }
}
