package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a member keeps its data. */
public enum StorageMedium {
  /** A persistent volume. */
  @JsonProperty("Disk")
  DISK,
  /** A memory-backed volume that dies with its pod. */
  @JsonProperty("Memory")
  MEMORY
}
