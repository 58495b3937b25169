package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import org.jspecify.annotations.Nullable;

/**
 * How a backup is verified after it was stored.
 *
 * @param resources of the container that verifies; those of the job where none are given
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "self.level == 'Restore' || (!has(self.probe.keys) || self.probe.keys.size() == 0) && self.probe.minKeys == 0",
    message = "verify.probe needs verify.level Restore: only a restored backup can be asked")
@ValidationRule(
    value = "duration(self.timeout) >= duration('1m') && duration(self.timeout) <= duration('24h')",
    message = "verify.timeout must be between 1m and 24h")
public record VerifySpec(
    @Default("Checksum") VerifyLevel level,
    @Default("{}") ProbeSpec probe,
    @Nullable ResourceRequirements resources,
    @Default("30m") @Pattern(Durations.SHORT) @Size(max = 16) String timeout) {
  /** Puts the schema's default wherever nothing is given. */
  public VerifySpec {
    level = Given.or(level, VerifyLevel.CHECKSUM);
    probe = Given.or(probe, ProbeSpec.none());
    timeout = Given.or(timeout, "30m");
  }

  /** By checksum, within half an hour. */
  public static VerifySpec defaults() {
    return new VerifySpec(VerifyLevel.CHECKSUM, ProbeSpec.none(), null, "30m");
  }
}
