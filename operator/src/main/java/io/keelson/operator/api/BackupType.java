package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a backup contains. */
public enum BackupType {
  /** The whole database. */
  @JsonProperty("Full")
  FULL
}
