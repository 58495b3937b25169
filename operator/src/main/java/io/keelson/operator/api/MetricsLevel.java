package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How many metrics a member shows. */
public enum MetricsLevel {
  @JsonProperty("basic")
  BASIC,
  @JsonProperty("extensive")
  EXTENSIVE
}
