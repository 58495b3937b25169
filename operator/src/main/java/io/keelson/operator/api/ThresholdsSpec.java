package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** When an alert fires. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ThresholdsSpec(
    @Default("80") @Min(1) @Max(100) Integer quotaUsedPercent,
    @Default("4") @Min(1) @Max(1000) Integer leaderChangesPerHour,
    @Default("500") @Min(1) @Max(60_000) Integer fsyncMilliseconds) {
  /** Puts the schema's default wherever nothing is given. */
  public ThresholdsSpec {
    quotaUsedPercent = Given.or(quotaUsedPercent, 80);
    leaderChangesPerHour = Given.or(leaderChangesPerHour, 4);
    fsyncMilliseconds = Given.or(fsyncMilliseconds, 500);
  }

  /** 80 % of the quota, 4 leader changes an hour, 500 ms for a write to disk. */
  public static ThresholdsSpec defaults() {
    return new ThresholdsSpec(80, 4, 500);
  }
}
