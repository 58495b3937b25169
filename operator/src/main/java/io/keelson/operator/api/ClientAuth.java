package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether a client must show a certificate. */
public enum ClientAuth {
  @JsonProperty("Required")
  REQUIRED,
  @JsonProperty("Optional")
  OPTIONAL,
  @JsonProperty("None")
  NONE
}
