package io.keelson.operator.backup;

import io.keelson.operator.api.BackupConditionType;
import io.keelson.operator.api.BackupPhase;
import io.keelson.operator.api.EtcdBackupStatus;

/**
 * Decides what happens to a backup next. All that it remembers is in the status and in the jobs
 * themselves, so the operator may die at any point. Attempts are bounded, every wait has a
 * deadline, and a job is begun only when there is none.
 */
public final class BackupPlanner {
  /** Keeps the EtcdBackup until its stored objects are deleted. */
  public static final String FINALIZER = Course.FINALIZER;

  private BackupPlanner() {}

  /** The next steps. The same facts give the same plan. */
  public static BackupPlan plan(BackupFacts facts) {
    Course course = new Course(facts);
    if (facts.backup().getMetadata().getDeletionTimestamp() != null) {
      return Removal.plan(course);
    }
    BackupPhase phase = facts.backup().statusOrEmpty().phase();
    if (phase == null) {
      return Attempts.plan(course);
    }
    return switch (phase) {
      case PENDING, RUNNING, VERIFYING -> Attempts.plan(course);
      case COMPLETED, EXPIRED -> Settled.complete(course);
      case FAILED -> Settled.failed(course);
      case DELETING -> Removal.plan(course);
    };
  }

  /**
   * The status after the API server refused a job.
   *
   * @param reason one word
   * @param message what a person can do about it
   */
  public static EtcdBackupStatus refused(BackupFacts facts, String reason, String message) {
    Course course = new Course(facts);
    EtcdBackupStatus before = facts.backup().statusOrEmpty();
    if (before.startTime() == null) {
      course.status.startTime(facts.now().toString());
    }
    course.conditions.no(BackupConditionType.ACCEPTED, reason, message);
    BackupPhase phase = before.phase();
    course.phase(phase == null ? BackupPhase.PENDING : phase, message);
    return course.plan(Course.PATIENT).status();
  }
}
