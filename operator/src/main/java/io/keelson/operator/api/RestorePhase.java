package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** One word about a restore. */
public enum RestorePhase {
  /** Not begun: it waits for its source, or for another restore. */
  @JsonProperty("Pending")
  PENDING,
  /** The backup is restored on trial. */
  @JsonProperty("Rehearsing")
  REHEARSING,
  /** The members of before stop. */
  @JsonProperty("Fencing")
  FENCING,
  /** The first member gets the data, or that is being undone. */
  @JsonProperty("Restoring")
  RESTORING,
  /** Others join it. */
  @JsonProperty("Scaling")
  SCALING,
  /** Done. */
  @JsonProperty("Completed")
  COMPLETED,
  /** It did not succeed; the condition Failed says why. */
  @JsonProperty("Failed")
  FAILED,
  /** It did not succeed, and what was there before is back. */
  @JsonProperty("RolledBack")
  ROLLED_BACK
}
