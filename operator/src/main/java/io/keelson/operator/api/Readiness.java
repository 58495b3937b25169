package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** When a member counts as ready. */
public enum Readiness {
  /** It answers a linearizable read. */
  @JsonProperty("Full")
  FULL,
  /** It runs, with or without a quorum. */
  @JsonProperty("LocalOnly")
  LOCAL_ONLY
}
