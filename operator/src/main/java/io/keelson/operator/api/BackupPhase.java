package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** One word about a backup, for people only. */
public enum BackupPhase {
  /** Not begun, or between two attempts. */
  @JsonProperty("Pending")
  PENDING,
  /** The snapshot is taken and streamed to its target. */
  @JsonProperty("Running")
  RUNNING,
  /** It is stored and now verified. */
  @JsonProperty("Verifying")
  VERIFYING,
  /** Stored, and verified as asked for. */
  @JsonProperty("Completed")
  COMPLETED,
  /** Given up; the condition Failed says why. */
  @JsonProperty("Failed")
  FAILED,
  /** Older than retention.expireAfter, and about to be deleted. */
  @JsonProperty("Expired")
  EXPIRED,
  /** Being deleted, with its stored objects if so asked. */
  @JsonProperty("Deleting")
  DELETING
}
