package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a member comes into the cluster. */
public enum MemberRole {
  /** It founds the cluster with the other seeds. */
  @JsonProperty("Seed")
  SEED,
  /** It joins a running cluster as a learner. */
  @JsonProperty("Joiner")
  JOINER,
  /** It is the first of a cluster that was restored from a backup. */
  @JsonProperty("Restored")
  RESTORED,
  /** It went on alone, with the data it had, after the quorum was lost. */
  @JsonProperty("Recovered")
  RECOVERED;

  /** Whether it is there when the cluster begins, and joins nobody. */
  public boolean isFirst() {
    return this != JOINER;
  }
}
