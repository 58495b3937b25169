package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a node sends traffic from outside. */
public enum TrafficPolicy {
  @JsonProperty("Cluster")
  CLUSTER,
  @JsonProperty("Local")
  LOCAL
}
