package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How far a cluster is with a restore. */
public enum RestoreStage {
  /** Asked for; nothing has been touched. */
  @JsonProperty("Ordered")
  ORDERED,
  /** Everybody stops; volumes go into quarantine. */
  @JsonProperty("Fencing")
  FENCING,
  /** The first member of the new identity gets the data. */
  @JsonProperty("Seeding")
  SEEDING,
  /** The first member serves; others join it. */
  @JsonProperty("Growing")
  GROWING,
  /** What was there before is brought back. */
  @JsonProperty("RollingBack")
  ROLLING_BACK,
  /** Over, and clients are let in. */
  @JsonProperty("Done")
  DONE,
  /** The cluster of before is back. */
  @JsonProperty("RolledBack")
  ROLLED_BACK,
  /** It did not succeed, and nobody runs. */
  @JsonProperty("Failed")
  FAILED,
  /** It was not begun. */
  @JsonProperty("Refused")
  REFUSED
}
