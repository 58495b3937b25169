package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where the data goes. */
public enum RestoreMode {
  /** Into a cluster that is made with it. */
  @JsonProperty("NewCluster")
  NEW_CLUSTER,
  /** In the place of the data of a cluster that is there. */
  @JsonProperty("InPlace")
  IN_PLACE,
  /** Nowhere: it is only tried. */
  @JsonProperty("Rehearsal")
  REHEARSAL
}
