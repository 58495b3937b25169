package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a backup is verified. */
public enum VerifyLevel {
  /** Not at all. */
  @JsonProperty("None")
  NONE,
  /** The stored bytes are read back and compared. */
  @JsonProperty("Checksum")
  CHECKSUM,
  /** It is restored into scratch space, served and compared. */
  @JsonProperty("Restore")
  RESTORE
}
