package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;

/** How many members an eviction may take. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DisruptionSpec(
    @Default("true") Boolean enabled,
    @Default("IfHealthyBudget") EvictionPolicy unhealthyPodEvictionPolicy) {
  /** Puts the schema's default wherever nothing is given. */
  public DisruptionSpec {
    enabled = Given.or(enabled, true);
    unhealthyPodEvictionPolicy =
        Given.or(unhealthyPodEvictionPolicy, EvictionPolicy.IF_HEALTHY_BUDGET);
  }

  /** A quorum stays. */
  public static DisruptionSpec defaults() {
    return new DisruptionSpec(true, EvictionPolicy.IF_HEALTHY_BUDGET);
  }
}
