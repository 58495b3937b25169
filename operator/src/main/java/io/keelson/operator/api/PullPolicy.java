package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** When a node pulls the image. */
public enum PullPolicy {
  @JsonProperty("Always")
  ALWAYS,
  @JsonProperty("IfNotPresent")
  IF_NOT_PRESENT,
  @JsonProperty("Never")
  NEVER
}
