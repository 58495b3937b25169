package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** Which member is read. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BackupSourceSpec(
    @Default("Follower") SourcePreference prefer,
    @Default("1000") @Min(0) @Max(1000000) Integer maxLagEntries) {
  /** Puts the schema's default wherever nothing is given. */
  public BackupSourceSpec {
    prefer = Given.or(prefer, SourcePreference.FOLLOWER);
    maxLagEntries = Given.or(maxLagEntries, 1000);
  }

  /** A follower that lags by 1,000 entries at most. */
  public static BackupSourceSpec defaults() {
    return new BackupSourceSpec(SourcePreference.FOLLOWER, 1000);
  }
}
