package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a member compacts its history by itself. */
public enum CompactionMode {
  @JsonProperty("None")
  NONE,
  @JsonProperty("Periodic")
  PERIODIC,
  @JsonProperty("Revision")
  REVISION
}
