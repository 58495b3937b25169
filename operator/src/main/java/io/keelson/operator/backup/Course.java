package io.keelson.operator.backup;

import io.keelson.operator.api.BackupConditionType;
import io.keelson.operator.api.BackupPhase;
import io.keelson.operator.api.Durations;
import io.keelson.operator.api.EtcdBackup;
import io.keelson.operator.api.EtcdBackupSpec;
import io.keelson.operator.api.EtcdBackupStatus;
import io.keelson.operator.api.EtcdBackupStatusBuilder;
import io.keelson.operator.api.VerifyLevel;
import io.keelson.operator.resource.BackupNames;
import io.keelson.operator.resource.JobOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One pass over one backup: what was seen, and what is decided so far. One thread. */
final class Course {
  static final String FINALIZER = "etcd.keelson.dev/backup";
  static final Duration SOON = Duration.ofSeconds(1);
  static final Duration WORKING = Duration.ofSeconds(5);
  static final Duration PATIENT = Duration.ofSeconds(10);
  static final Duration AT_REST = Duration.ofHours(1);

  private static final Duration BACKOFF_FIRST = Duration.ofSeconds(10);
  private static final Duration BACKOFF_MAX = Duration.ofMinutes(5);

  /** How long after its own deadline a job may be there before it is removed. */
  private static final Duration OVERDUE = Duration.ofMinutes(2);

  final BackupFacts facts;
  final EtcdBackup backup;
  final EtcdBackupSpec spec;
  final EtcdBackupStatus before;
  final EtcdBackupStatusBuilder status;
  final Conditions conditions;
  final Instant now;

  private final List<BackupPlan.Step> steps = new ArrayList<>();
  private int attempts;
  private @Nullable String job;

  Course(BackupFacts facts) {
    this.facts = facts;
    backup = facts.backup();
    spec = backup.getSpec();
    before = backup.statusOrEmpty();
    status = before.toBuilder().observedGeneration(backup.getMetadata().getGeneration());
    now = facts.now();
    conditions = new Conditions(before.conditions(), now, backup.getMetadata().getGeneration());
    attempts = before.attempts() == null ? 0 : before.attempts();
    job = before.job();
    adopt();
  }

  /** A job that was made and not noted, since the operator died in between, is noted now. */
  private void adopt() {
    if (job != null) {
      return;
    }
    for (JobFacts one : facts.jobs()) {
      if (one.number() == attempts + 1 && !one.terminating()) {
        begun(one.name());
        return;
      }
    }
  }

  private void begun(String name) {
    attempts++;
    job = name;
    status.attempts(attempts).job(name).nextAttemptTime(null);
  }

  int attempts() {
    return attempts;
  }

  /** The job that works on it now, as far as is remembered. */
  Optional<String> job() {
    return Optional.ofNullable(job);
  }

  /** The same, as it was seen. */
  Optional<JobFacts> current() {
    return facts.jobs().stream().filter(one -> one.name().equals(job)).findFirst();
  }

  /** What the job came to is noted; it is removed in the next pass. */
  void released() {
    job = null;
    status.job(null);
  }

  void step(BackupPlan.Step step) {
    steps.add(step);
  }

  /** Begins a job. Called at most once, and only when there is none. */
  void begin(JobOrder.Purpose purpose, VerifyLevel level, long seconds) {
    JobOrder order = new JobOrder(purpose, attempts + 1, level, seconds);
    step(new BackupPlan.Step.CreateJob(order));
    begun(BackupNames.job(backup, order));
  }

  /**
   * Removes the jobs that are done with, so that there is never a second one.
   *
   * @return there are some still
   */
  boolean clearing() {
    boolean found = false;
    for (JobFacts one : facts.jobs()) {
      if (!one.name().equals(job)) {
        found = true;
        if (!one.terminating()) {
          step(new BackupPlan.Step.RemoveJob(one.name()));
        }
      }
    }
    return found;
  }

  boolean overdue(JobFacts one) {
    return now.isAfter(one.created().plusSeconds(one.activeSeconds()).plus(OVERDUE));
  }

  /** Since a time in the status; nothing, if that lies in the future of this clock. */
  Duration since(@Nullable String time) {
    if (time == null) {
      return Duration.ZERO;
    }
    Duration passed = Duration.between(Instant.parse(time), now);
    return passed.isNegative() ? Duration.ZERO : passed;
  }

  /** How long to wait yet for the next attempt; never more than the longest pause. */
  Duration pause() {
    String at = before.nextAttemptTime();
    if (at == null) {
      return Duration.ZERO;
    }
    Duration left = Duration.between(now, Instant.parse(at));
    if (left.isNegative()) {
      return Duration.ZERO;
    }
    return left.compareTo(BACKOFF_MAX) > 0 ? BACKOFF_MAX : left;
  }

  /** Sets the time of the next attempt: 10 s after the first failure, then twice as long. */
  void pauseAfter(int failures) {
    Duration pause = BACKOFF_FIRST.multipliedBy(1L << Math.clamp(failures - 1, 0, 10));
    status.nextAttemptTime(
        now.plus(pause.compareTo(BACKOFF_MAX) > 0 ? BACKOFF_MAX : pause).toString());
  }

  /** What keeps a job from its store. */
  Optional<Trouble> storeTrouble() {
    return BackupFacts.storeNeeds(backup, facts.cluster())
        .flatMap(needs -> needs.missing(facts.found()));
  }

  boolean wantsVerification() {
    return spec.verify().level() != VerifyLevel.NONE;
  }

  Duration verifyTimeout() {
    return Durations.parse(spec.verify().timeout());
  }

  boolean hasFinalizer() {
    List<String> finalizers = backup.getMetadata().getFinalizers();
    return finalizers != null && finalizers.contains(FINALIZER);
  }

  boolean is(BackupConditionType type) {
    return conditions.isTrue(type);
  }

  void phase(BackupPhase phase, String message) {
    status.phase(phase).message(message.isEmpty() ? null : Conditions.cut(message));
  }

  BackupPlan plan(Duration next) {
    return new BackupPlan(steps, status.conditions(conditions.list()).build(), next);
  }
}
