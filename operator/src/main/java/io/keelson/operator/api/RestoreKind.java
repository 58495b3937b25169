package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where the data of a restore comes from. */
public enum RestoreKind {
  /** A backup, into a cluster that is made with it. */
  @JsonProperty("New")
  NEW,
  /** A backup, in the place of a cluster that is there. */
  @JsonProperty("InPlace")
  IN_PLACE,
  /** A member of a cluster that has lost its quorum. */
  @JsonProperty("SurvivingMember")
  SURVIVING_MEMBER
}
