package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a member takes an empty volume for. */
public enum InitialState {
  @JsonProperty("New")
  NEW,
  @JsonProperty("Existing")
  EXISTING
}
