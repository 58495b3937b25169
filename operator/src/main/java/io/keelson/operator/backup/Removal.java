package io.keelson.operator.backup;

import io.keelson.operator.api.BackupPhase;
import io.keelson.operator.api.DeletePolicy;
import io.keelson.operator.api.VerifyLevel;
import io.keelson.operator.resource.BackupNames;
import io.keelson.operator.resource.JobOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The end of an EtcdBackup: its stored objects first, if it is so asked. It has a deadline, so that
 * a store that is gone for ever holds nothing up for ever.
 */
final class Removal {
  /** How long the stored objects hold up the EtcdBackup. */
  private static final Duration DEADLINE = Duration.ofMinutes(15);

  private static final Duration JOB = Duration.ofMinutes(5);

  private Removal() {}

  static BackupPlan plan(Course course) {
    if (!course.hasFinalizer()) {
      return course.plan(Course.AT_REST); // the jobs go with it
    }
    boolean untouched = course.attempts() == 0 && course.facts.jobs().isEmpty();
    if (course.facts.namespaceTerminating()
        || untouched
        || course.spec.retention().deletePolicy() != DeletePolicy.DELETE_OBJECT
        || course.before.resolved() == null) {
      course.step(new BackupPlan.Step.RemoveFinalizer());
      return course.plan(Course.SOON);
    }
    course.phase(BackupPhase.DELETING, text(course.before.message()));
    String since = course.backup.getMetadata().getDeletionTimestamp();
    if (course.since(since).compareTo(DEADLINE) > 0) {
      course.phase(
          BackupPhase.DELETING,
          "given up after %d minutes, objects under the key %s stay: %s"
              .formatted(
                  DEADLINE.toMinutes(),
                  BackupNames.key(course.backup),
                  text(course.before.message())));
      course.step(new BackupPlan.Step.RemoveFinalizer());
      return course.plan(Course.SOON);
    }
    Optional<JobFacts> current = course.current();
    if (current.isPresent() && current.get().purpose() != JobOrder.Purpose.DELETE) {
      course.released(); // nobody waits for its result any more
    }
    if (course.clearing()) {
      return course.plan(Course.WORKING);
    }
    return course.job().isPresent() ? attend(course, current) : begin(course);
  }

  private static BackupPlan attend(Course course, Optional<JobFacts> job) {
    if (job.isPresent() && !Settled.isOver(course, job.get(), BackupNames.DELETE)) {
      return course.plan(Course.WORKING);
    }
    course.released();
    switch (Settled.result(job, BackupNames.DELETE)) {
      case WorkerResult.Done gone -> {
        course.phase(BackupPhase.DELETING, "");
        course.step(new BackupPlan.Step.RemoveFinalizer());
      }
      case WorkerResult.NotDone not -> {
        // Whatever it is, somebody may put it right before the deadline.
        course.phase(BackupPhase.DELETING, not.reason() + ": " + not.message());
        course.status.nextAttemptTime(course.now.plus(Duration.ofMinutes(1)).toString());
      }
    }
    return course.plan(Course.SOON);
  }

  private static BackupPlan begin(Course course) {
    Duration pause = course.before.phase() == BackupPhase.DELETING ? course.pause() : Duration.ZERO;
    if (!pause.isZero()) {
      return course.plan(pause);
    }
    Optional<Trouble> trouble = course.storeTrouble();
    if (trouble.isPresent()) {
      course.phase(BackupPhase.DELETING, trouble.get().message());
      return course.plan(Course.PATIENT);
    }
    Instant end = Instant.parse(course.backup.getMetadata().getDeletionTimestamp()).plus(DEADLINE);
    long left = Math.clamp(Duration.between(course.now, end).toSeconds(), 30, JOB.toSeconds());
    course.begin(JobOrder.Purpose.DELETE, VerifyLevel.NONE, left);
    return course.plan(Course.WORKING);
  }

  private static String text(@Nullable String given) {
    return given == null ? "" : given;
  }
}
