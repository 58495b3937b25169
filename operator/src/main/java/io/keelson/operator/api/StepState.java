package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How far a step is. */
public enum StepState {
  @JsonProperty("Running")
  RUNNING,
  @JsonProperty("Done")
  DONE,
  @JsonProperty("Failed")
  FAILED,
  @JsonProperty("Skipped")
  SKIPPED
}
