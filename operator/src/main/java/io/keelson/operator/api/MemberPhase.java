package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** One word about a member. */
public enum MemberPhase {
  @JsonProperty("Pending")
  PENDING,
  @JsonProperty("Provisioning")
  PROVISIONING,
  @JsonProperty("Joining")
  JOINING,
  @JsonProperty("Learner")
  LEARNER,
  @JsonProperty("Ready")
  READY,
  @JsonProperty("Restarting")
  RESTARTING,
  @JsonProperty("Repairing")
  REPAIRING,
  @JsonProperty("Removing")
  REMOVING,
  @JsonProperty("Quarantined")
  QUARANTINED,
  @JsonProperty("Removed")
  REMOVED
}
