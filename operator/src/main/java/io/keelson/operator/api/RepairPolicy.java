package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What the operator repairs by itself. */
public enum RepairPolicy {
  @JsonProperty("None")
  NONE,
  /** One lost member is replaced while a quorum stands. */
  @JsonProperty("Member")
  MEMBER,
  @JsonProperty("Full")
  FULL
}
