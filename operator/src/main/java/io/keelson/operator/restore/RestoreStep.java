package io.keelson.operator.restore;

import io.keelson.operator.api.EtcdBackupSpec;
import io.keelson.operator.api.ResolvedSource;

/** Something to do for a restore. Each can be repeated: what is there already is fine. */
public sealed interface RestoreStep {
  /** Take a snapshot of an external cluster; it goes with the restore. */
  record TakeBackup(String name, EtcdBackupSpec spec) implements RestoreStep {}

  /** Try the backup. */
  record Rehearse(int attempt, ResolvedSource source) implements RestoreStep {}

  /** Remove a job that is over. */
  record RemoveJob(String name) implements RestoreStep {}

  /** Make the cluster that begins with the backup. */
  record CreateCluster(ResolvedSource source) implements RestoreStep {}
}
