package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens to the volumes when the cluster is deleted. */
public enum ReclaimPolicy {
  /** They stay; somebody deletes them by hand. */
  @JsonProperty("Retain")
  RETAIN,
  /** They are deleted with the cluster. */
  @JsonProperty("Delete")
  DELETE,
  /** A last backup is taken to spec.backup.target; when it is complete, they are deleted. */
  @JsonProperty("BackupThenDelete")
  BACKUP_THEN_DELETE
}
