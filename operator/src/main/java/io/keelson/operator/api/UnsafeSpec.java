package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;

/** Choices that give up some safety; all off. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UnsafeSpec(
    @Default("false") boolean allowEvenReplicas,
    @Default("false") boolean allowCoLocation,
    @Default("false") boolean allowDowntime,
    @Default("false") boolean allowVersionSkip,
    @Default("false") boolean allowSkipBackup) {

  /** Nothing unsafe. */
  public static UnsafeSpec none() {
    return new UnsafeSpec(false, false, false, false, false);
  }
}
