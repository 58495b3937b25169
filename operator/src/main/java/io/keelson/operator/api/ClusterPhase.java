package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** One word about a cluster, for people only. */
public enum ClusterPhase {
  @JsonProperty("Pending")
  PENDING,
  @JsonProperty("Bootstrapping")
  BOOTSTRAPPING,
  @JsonProperty("Running")
  RUNNING,
  @JsonProperty("Scaling")
  SCALING,
  @JsonProperty("Updating")
  UPDATING,
  @JsonProperty("Upgrading")
  UPGRADING,
  @JsonProperty("Repairing")
  REPAIRING,
  @JsonProperty("Recovering")
  RECOVERING,
  @JsonProperty("Restoring")
  RESTORING,
  @JsonProperty("Hibernated")
  HIBERNATED,
  @JsonProperty("Paused")
  PAUSED,
  @JsonProperty("Failed")
  FAILED,
  @JsonProperty("Deleting")
  DELETING
}
