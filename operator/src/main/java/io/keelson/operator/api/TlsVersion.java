package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The oldest accepted version of TLS. */
public enum TlsVersion {
  @JsonProperty("TLS1.2")
  TLS_1_2,
  @JsonProperty("TLS1.3")
  TLS_1_3
}
