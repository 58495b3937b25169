package io.keelson.operator.schedules;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.keelson.operator.api.Condition;
import io.keelson.operator.api.ConditionStatus;
import io.keelson.operator.api.EtcdBackup;
import io.keelson.operator.api.EtcdBackupSchedule;
import io.keelson.operator.api.EtcdBackupScheduleStatus;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.ScheduleConditionType;
import io.keelson.operator.backup.schedule.BadScheduleException;
import io.keelson.operator.backup.schedule.ClusterFacts;
import io.keelson.operator.backup.schedule.Decision;
import io.keelson.operator.backup.schedule.ScheduleObserver;
import io.keelson.operator.backup.schedule.SchedulePlanner;
import io.keelson.operator.backup.schedule.ScheduleReport;
import io.keelson.operator.backup.schedule.ScheduleRules;
import io.keelson.operator.execute.Events;
import io.keelson.operator.execute.Failures;
import io.keelson.operator.execute.Fresh;
import io.keelson.operator.status.Report;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** One turn of a schedule. Turns of one schedule never overlap. */
public final class ScheduleLoop {
  /** Ages and objectives are looked at so often when nothing else happens. */
  private static final Duration REST = Duration.ofMinutes(1);

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);
  private static final Duration SHORTEST = Duration.ofMillis(100);

  private final KubernetesClient client;
  private final ScheduleActions actions;
  private final Events events;
  private final ScheduleMeters meters;
  private final InstantSource clock;

  /** A loop over these clients. */
  public ScheduleLoop(
      KubernetesClient client, Events events, MeterRegistry meters, InstantSource clock) {
    this.client = client;
    this.actions = new ScheduleActions(client, events);
    this.events = events;
    this.meters = new ScheduleMeters(meters, clock);
    this.clock = clock;
  }

  /**
   * What became of a turn.
   *
   * @param status the status to write, empty when the present one still holds
   * @param next when to look again
   */
  record Result(Optional<EtcdBackupScheduleStatus> status, Duration next) {}

  /**
   * Takes the next step of a schedule, which is read anew. Clusters and backups may be as a cache
   * has them: the name of a backup follows from its time, so that none is made twice.
   */
  Result turn(
      EtcdBackupSchedule cached, Collection<EtcdCluster> clusters, Collection<EtcdBackup> backups) {
    Instant now = clock.instant();
    Optional<EtcdBackupSchedule> present = Fresh.of(client, cached);
    if (present.isEmpty()) {
      return new Result(Optional.empty(), REST);
    }
    EtcdBackupSchedule schedule = present.get();
    ScheduleRules rules;
    try {
      rules = ScheduleRules.of(schedule);
    } catch (BadScheduleException e) {
      return result(schedule, ScheduleReport.invalid(schedule, e, now), REST, now);
    }
    Map<String, Optional<EtcdCluster>> meant = ScheduleObserver.meant(schedule.getSpec(), clusters);
    List<ScheduleReport.Done> done = new ArrayList<>();
    Duration next = REST;
    for (ClusterFacts facts : ScheduleObserver.observe(schedule, meant, backups)) {
      Decision decision =
          SchedulePlanner.decide(rules.timing(facts.name()), rules.rules(), facts, now);
      ScheduleReport.Done one = actions.execute(schedule, facts, decision, now);
      done.add(one);
      if (decision.newlyMissed() > 0) {
        events.warning(
            schedule,
            "RunMissed",
            "%d scheduled backups of %s were not begun in time"
                .formatted(decision.newlyMissed(), facts.name()),
            now);
      }
      if (!one.reason().isEmpty()) {
        next = shorter(next, AFTER_FAILURE);
      }
      next = shorter(next, decision.wakeAt().map(time -> Duration.between(now, time)).orElse(REST));
    }
    meters.record(schedule, done);
    EtcdBackupScheduleStatus status = ScheduleReport.of(schedule, done, meant.size(), now);
    return result(schedule, status, next, now);
  }

  private static Duration shorter(Duration one, Duration other) {
    Duration least = one.compareTo(other) < 0 ? one : other;
    return least.compareTo(SHORTEST) < 0 ? SHORTEST : least;
  }

  private Result result(
      EtcdBackupSchedule schedule, EtcdBackupScheduleStatus status, Duration next, Instant now) {
    tellChanges(schedule, status, now);
    boolean news = !status.equals(schedule.statusOrEmpty());
    return new Result(news ? Optional.of(status) : Optional.empty(), next);
  }

  /** Conditions that turned, or are bad from the beginning, are worth an event. */
  private void tellChanges(
      EtcdBackupSchedule schedule, EtcdBackupScheduleStatus status, Instant now) {
    for (Condition condition : status.conditions()) {
      Optional<Condition> before =
          schedule.statusOrEmpty().conditions().stream()
              .filter(one -> one.type().equals(condition.type()))
              .findFirst();
      boolean bad = condition.status() == ConditionStatus.FALSE;
      boolean turned =
          before.isEmpty()
              ? bad
              : before.get().status() != condition.status()
                  || (bad && !before.get().reason().equals(condition.reason()));
      String note = condition.reason() + ": " + condition.message();
      if (turned && bad && !condition.type().equals(ScheduleConditionType.ACTIVE.text())) {
        events.warning(schedule, condition.type(), note, now);
      } else if (turned && before.isPresent()) {
        events.normal(schedule, condition.type(), note, now);
      }
    }
  }

  /** The status after a turn that broke off. */
  EtcdBackupScheduleStatus failed(EtcdBackupSchedule schedule, Exception e) {
    Report.Failure failure = Failures.of(e, "the last pass");
    List<Condition> conditions = new ArrayList<>();
    for (Condition condition : schedule.statusOrEmpty().conditions()) {
      if (!condition.type().equals(ScheduleConditionType.HEALTHY.text())) {
        conditions.add(condition);
      }
    }
    conditions.add(
        new Condition(
            ScheduleConditionType.HEALTHY.text(),
            ConditionStatus.FALSE,
            failure.reason(),
            failure.message().substring(0, Math.min(1_000, failure.message().length())),
            clock.instant().toString(),
            schedule.getMetadata().getGeneration()));
    return schedule.statusOrEmpty().withConditions(conditions);
  }

  /** Schedules that are gone have no numbers. */
  void keepOnly(Predicate<ScheduleMeters.Id> present) {
    meters.keepOnly(present);
  }
}
