package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/** When a learner becomes a voter. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PromoteSpec(
    @Default("5000") @Min(0) @Max(1_000_000) Long maxLagEntries,
    @Default("10s") @Pattern(Durations.PATTERN) @Size(max = 32) String soak,
    @Default("30m") @Pattern(Durations.PATTERN) @Size(max = 32) String deadline) {
  /** Puts the schema's default wherever nothing is given. */
  public PromoteSpec {
    maxLagEntries = Given.or(maxLagEntries, 5000L);
    soak = Given.or(soak, "10s");
    deadline = Given.or(deadline, "30m");
  }

  /** At most 5000 entries behind for 10 seconds, within half an hour. */
  public static PromoteSpec defaults() {
    return new PromoteSpec(5000L, "10s", "30m");
  }
}
