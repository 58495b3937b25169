package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How strictly members keep apart. */
public enum AntiAffinity {
  /** No two members share a node; from three replicas on. */
  @JsonProperty("Required")
  REQUIRED,
  @JsonProperty("Preferred")
  PREFERRED,
  @JsonProperty("None")
  NONE
}
