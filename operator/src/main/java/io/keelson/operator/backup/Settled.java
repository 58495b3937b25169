package io.keelson.operator.backup;

import static io.keelson.operator.api.BackupConditionType.UPLOADED;

import io.keelson.operator.api.BackupPhase;
import io.keelson.operator.api.VerifyLevel;
import io.keelson.operator.resource.BackupNames;
import io.keelson.operator.resource.JobOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What happens to a backup after it is complete, or has failed. */
final class Settled {
  private static final Duration CLEANING = Duration.ofMinutes(10);
  private static final String CLEANED = "CleanedUp";
  private static final String NOT_CLEANED = "CleanupFailed";
  private static final String NOT_BEGUN = "NotBegun";

  private Settled() {}

  /** A complete backup is verified again when asked, and deleted when it expires. */
  static BackupPlan complete(Course course) {
    if (course.clearing()) {
      return course.plan(Course.WORKING);
    }
    if (course.job().isPresent()) {
      return verifying(course);
    }
    String expiration = course.before.expirationTime();
    if (expiration != null && !Instant.parse(expiration).isAfter(course.now)) {
      course.phase(BackupPhase.EXPIRED, "older than retention.expireAfter");
      course.step(new BackupPlan.Step.DeleteBackup());
      return course.plan(Course.PATIENT);
    }
    Optional<VerifyRequest> request =
        VerifyRequest.of(course.backup).filter(asked -> !asked.answered(course.backup));
    if (request.isPresent()) {
      return verify(course, request.get().level());
    }
    Duration left =
        expiration == null
            ? Course.AT_REST
            : Duration.between(course.now, Instant.parse(expiration)).plusSeconds(1);
    return course.plan(left.compareTo(Course.AT_REST) > 0 ? Course.AT_REST : left);
  }

  private static BackupPlan verify(Course course, VerifyLevel level) {
    Optional<Trouble> trouble = course.storeTrouble();
    if (trouble.isPresent()) {
      Results.notVerified(
          course,
          level,
          new WorkerResult.NotDone(trouble.get().reason(), trouble.get().message(), true));
      return course.plan(Course.AT_REST);
    }
    course.begin(JobOrder.Purpose.VERIFY, level, course.verifyTimeout().toSeconds());
    return course.plan(Course.WORKING);
  }

  /** One job for a request: whoever asked may ask again. */
  private static BackupPlan verifying(Course course) {
    VerifyLevel level =
        VerifyRequest.of(course.backup)
            .map(VerifyRequest::level)
            .orElse(course.spec.verify().level());
    Optional<JobFacts> job = course.current();
    if (job.isPresent() && !isOver(course, job.get(), BackupNames.VERIFY)) {
      return course.plan(Course.WORKING);
    }
    course.released();
    switch (result(job, BackupNames.VERIFY)) {
      case WorkerResult.Done done -> Results.verified(course, level, done);
      case WorkerResult.NotDone not -> Results.notVerified(course, level, not);
    }
    return course.plan(Course.SOON);
  }

  static boolean isOver(Course course, JobFacts job, String container) {
    return job.ended().containsKey(container)
        || job.terminating()
        || job.state() != JobFacts.State.RUNNING
        || course.overdue(job);
  }

  static WorkerResult result(Optional<JobFacts> job, String container) {
    JobFacts.Outcome outcome = job.map(one -> one.ended().get(container)).orElse(null);
    if (outcome != null) {
      return WorkerResult.of(outcome);
    }
    String why =
        job.map(one -> one.trouble().map(Trouble::message).orElse(one.failure()))
            .orElse("it was deleted");
    return new WorkerResult.NotDone("PodLost", "the job ended without a result: " + why, true);
  }

  /**
   * A failed backup leaves nothing behind: what its attempts may have left in the store is deleted,
   * once, and whether or not that works.
   */
  static BackupPlan failed(Course course) {
    if (course.clearing()) {
      return course.plan(Course.WORKING);
    }
    String state = course.conditions.reason(UPLOADED);
    boolean done =
        course.is(UPLOADED)
            || state.equals(CLEANED)
            || state.equals(NOT_CLEANED)
            || state.equals(NOT_BEGUN)
            || course.before.resolved() == null;
    if (done && course.job().isEmpty()) {
      return course.plan(Course.AT_REST);
    }
    Optional<JobFacts> job = course.current();
    if (course.job().isPresent() && job.isPresent()) {
      if (!isOver(course, job.get(), BackupNames.DELETE)) {
        return course.plan(Course.WORKING);
      }
    }
    if (course.job().isPresent()) {
      course.released();
      switch (result(job, BackupNames.DELETE)) {
        case WorkerResult.Done gone ->
            course.conditions.no(UPLOADED, CLEANED, "nothing of it is left in its target");
        case WorkerResult.NotDone not -> notCleaned(course, not.reason() + ": " + not.message());
      }
      return course.plan(Course.SOON);
    }
    if (course.since(course.before.completionTime()).compareTo(CLEANING) > 0) {
      notCleaned(course, "no job could be made for it");
      return course.plan(Course.AT_REST);
    }
    Optional<Trouble> trouble = course.storeTrouble();
    if (trouble.isPresent()) {
      return course.plan(Course.PATIENT);
    }
    course.begin(JobOrder.Purpose.DELETE, VerifyLevel.NONE, CLEANING.toSeconds());
    return course.plan(Course.WORKING);
  }

  private static void notCleaned(Course course, String why) {
    course.conditions.no(
        UPLOADED,
        NOT_CLEANED,
        "what may be left under the key %s was not deleted: %s"
            .formatted(BackupNames.key(course.backup), why));
  }
}
