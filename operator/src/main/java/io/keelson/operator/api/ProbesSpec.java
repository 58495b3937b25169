package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/** How the kubelet judges a member. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProbesSpec(
    @Default("Full") Readiness readiness,
    @Default("false") boolean liveness,
    @Default("1h") @Pattern(Durations.PATTERN) @Size(max = 32) String startupBudget) {
  /** Puts the schema's default wherever nothing is given. */
  public ProbesSpec {
    readiness = Given.or(readiness, Readiness.FULL);
    startupBudget = Given.or(startupBudget, "1h");
  }

  /** Ready with a linearizable read, an hour to start, never killed for being slow. */
  public static ProbesSpec defaults() {
    return new ProbesSpec(Readiness.FULL, false, "1h");
  }
}
