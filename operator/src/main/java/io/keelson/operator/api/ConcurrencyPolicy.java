package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens when a backup is due while another one still goes on. */
public enum ConcurrencyPolicy {
  /** The new one waits, and is missed when it waited for too long. */
  @JsonProperty("Forbid")
  FORBID,
  /** The old one is given up. */
  @JsonProperty("Replace")
  REPLACE
}
