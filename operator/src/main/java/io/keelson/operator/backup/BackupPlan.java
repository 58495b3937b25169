package io.keelson.operator.backup;

import io.keelson.operator.api.EtcdBackupStatus;
import io.keelson.operator.resource.JobOrder;
import java.time.Duration;
import java.util.List;

/**
 * What to do now.
 *
 * @param steps at most one of them changes jobs; none is done before the status is written, but
 *     that a job is made before it is noted
 * @param status what is told and remembered
 * @param next when to look again at the latest
 */
public record BackupPlan(List<Step> steps, EtcdBackupStatus status, Duration next) {
  public BackupPlan {
    steps = List.copyOf(steps);
  }

  /** One change. Each can be repeated. */
  public sealed interface Step {
    /** Nothing of the backup goes before its stored objects are deleted. */
    record AddFinalizer() implements Step {}

    /** It may go now. */
    record RemoveFinalizer() implements Step {}

    /** A job begins. */
    record CreateJob(JobOrder order) implements Step {}

    /** A job ends with its pod. */
    record RemoveJob(String name) implements Step {}

    /** The EtcdBackup is deleted, since it expired. */
    record DeleteBackup() implements Step {}
  }
}
