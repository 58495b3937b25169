package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a backup is compressed. */
public enum CompressionType {
  /** Not at all. */
  @JsonProperty("None")
  NONE,
  /** By gzip. */
  @JsonProperty("Gzip")
  GZIP,
  /** By Zstandard. */
  @JsonProperty("Zstd")
  ZSTD
}
