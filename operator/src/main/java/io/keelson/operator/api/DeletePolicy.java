package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens to the stored objects when an EtcdBackup is deleted. */
public enum DeletePolicy {
  /** They stay. */
  @JsonProperty("Keep")
  KEEP,
  /** They are deleted first. */
  @JsonProperty("DeleteObject")
  DELETE_OBJECT
}
