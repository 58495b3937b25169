package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/** How versions change. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UpgradeSpec(
    @Default("2m") @Pattern(Durations.PATTERN) @Size(max = 32) String canarySoak,
    @Default("false") boolean allowDowngrade) {
  /** Puts the schema's default wherever nothing is given. */
  public UpgradeSpec {
    canarySoak = Given.or(canarySoak, "2m");
  }

  /** Two minutes for the first member, upwards only. */
  public static UpgradeSpec defaults() {
    return new UpgradeSpec("2m", false);
  }
}
