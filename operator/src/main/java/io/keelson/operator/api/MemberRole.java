package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a member comes into the cluster. */
public enum MemberRole {
  /** It founds the cluster with the other seeds. */
  @JsonProperty("Seed")
  SEED,
  /** It joins a running cluster as a learner. */
  @JsonProperty("Joiner")
  JOINER
}
