package io.keelson.operator.schedules;

import io.keelson.operator.api.EtcdBackupSchedule;
import io.keelson.operator.backup.schedule.BackupFacts;
import io.keelson.operator.backup.schedule.ScheduleReport;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Numbers of each schedule and cluster, for as long as both belong together. Any thread. */
final class ScheduleMeters {
  private final MeterRegistry registry;
  private final InstantSource clock;
  private final Map<Id, Map<String, Numbers>> numbers = new ConcurrentHashMap<>();

  /** A schedule. */
  record Id(String namespace, String name) {}

  ScheduleMeters(MeterRegistry registry, InstantSource clock) {
    this.registry = registry;
    this.clock = clock;
  }

  /** Last numbers of a schedule and cluster. */
  private static final class Numbers {
    private volatile ScheduleReport.Done done;
    private final List<Meter.Id> meters = new ArrayList<>();

    Numbers(ScheduleReport.Done done) {
      this.done = done;
    }
  }

  void record(EtcdBackupSchedule schedule, List<ScheduleReport.Done> clusters) {
    Id id = new Id(schedule.getMetadata().getNamespace(), schedule.getMetadata().getName());
    Map<String, Numbers> known = numbers.computeIfAbsent(id, key -> new ConcurrentHashMap<>());
    Set<String> present = new TreeSet<>();
    for (ScheduleReport.Done done : clusters) {
      present.add(done.facts().name());
      known.computeIfAbsent(done.facts().name(), name -> register(schedule, done)).done = done;
    }
    for (String name : List.copyOf(known.keySet())) {
      if (!present.contains(name)) {
        remove(known.remove(name));
      }
    }
  }

  void keepOnly(Predicate<Id> present) {
    for (Id id : List.copyOf(numbers.keySet())) {
      if (!present.test(id)) {
        Map<String, Numbers> gone = numbers.remove(id);
        if (gone != null) {
          gone.values().forEach(this::remove);
        }
      }
    }
  }

  private void remove(@Nullable Numbers gone) {
    if (gone != null) {
      gone.meters.forEach(registry::remove);
    }
  }

  private Numbers register(EtcdBackupSchedule schedule, ScheduleReport.Done first) {
    Numbers made = new Numbers(first);
    Tags tags =
        Tags.of(
            "namespace",
            schedule.getMetadata().getNamespace(),
            "schedule",
            schedule.getMetadata().getName(),
            "cluster",
            first.facts().name());
    gauge(made, tags, "etcd_operator_backup_age_seconds", this::backupAge);
    gauge(
        made, tags, "etcd_operator_verified_age_seconds", done -> age(done.progress().provenAt()));
    gauge(
        made,
        tags,
        "etcd_operator_restore_seconds",
        done -> done.progress().restoreSeconds().orElse(Double.NaN));
    gauge(made, tags, "etcd_operator_backups_missed", done -> done.progress().missed());
    gauge(made, tags, "etcd_operator_backups_failed", done -> done.facts().bad().size());
    gauge(made, tags, "etcd_operator_backups_bytes", done -> done.decision().retained().bytes());
    return made;
  }

  private void gauge(
      Numbers made, Tags tags, String name, ToDoubleFunction<ScheduleReport.Done> value) {
    Gauge gauge =
        Gauge.builder(name, made, n -> value.applyAsDouble(n.done)).tags(tags).register(registry);
    made.meters.add(gauge.getId());
  }

  /** Of the newest good one. */
  private double backupAge(ScheduleReport.Done done) {
    List<BackupFacts> good = done.facts().good();
    return age(good.isEmpty() ? Optional.empty() : Optional.of(good.getLast().takenAt()));
  }

  private double age(Optional<Instant> time) {
    return time.map(one -> Duration.between(one, clock.instant()).toMillis() / 1_000.0)
        .orElse(Double.NaN);
  }
}
