package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What is to become of a member. */
public enum Decommission {
  @JsonProperty("None")
  NONE,
  /** It leaves the cluster. */
  @JsonProperty("Remove")
  REMOVE,
  /** Its pod stays down and its volume untouched. */
  @JsonProperty("Quarantine")
  QUARANTINE
}
