package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a member logs at least. */
public enum LogLevel {
  @JsonProperty("debug")
  DEBUG,
  @JsonProperty("info")
  INFO,
  @JsonProperty("warn")
  WARN,
  @JsonProperty("error")
  ERROR
}
