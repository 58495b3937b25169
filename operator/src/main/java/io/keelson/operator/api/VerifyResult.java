package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a verification came to. */
public enum VerifyResult {
  /** The backup is as it was taken. */
  @JsonProperty("Passed")
  PASSED,
  /** It is not, or could not be verified. */
  @JsonProperty("Failed")
  FAILED
}
