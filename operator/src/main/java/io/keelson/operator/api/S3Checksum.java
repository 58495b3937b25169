package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** When the checksums that newer S3 clients add are used; some stores know none. */
public enum S3Checksum {
  /** Whenever the request can carry one. */
  @JsonProperty("WhenSupported")
  WHEN_SUPPORTED,
  /** Only where the store demands it. */
  @JsonProperty("WhenRequired")
  WHEN_REQUIRED
}
