package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which member a backup is read from. */
public enum SourcePreference {
  /** A follower if there is one, so that the leader is not slowed down. */
  @JsonProperty("Follower")
  FOLLOWER,
  /** The leader. */
  @JsonProperty("Leader")
  LEADER,
  /** Whichever answers. */
  @JsonProperty("Any")
  ANY
}
