package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/** How long certificates are valid and when they are renewed. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RotationSpec(
    @Default("90d") @Pattern(Durations.HOURS_OR_DAYS) @Size(max = 7) String validity,
    @Default("30d") @Pattern(Durations.HOURS_OR_DAYS) @Size(max = 7) String renewBefore,
    @Default("1825d") @Pattern(Durations.HOURS_OR_DAYS) @Size(max = 7) String caValidity,
    @Default("90d") @Pattern(Durations.HOURS_OR_DAYS) @Size(max = 7) String caRenewBefore) {
  /** Puts the schema's default wherever nothing is given. */
  public RotationSpec {
    validity = Given.or(validity, "90d");
    renewBefore = Given.or(renewBefore, "30d");
    caValidity = Given.or(caValidity, "1825d");
    caRenewBefore = Given.or(caRenewBefore, "90d");
  }

  /** 90 days, renewed 30 days before; the authority five years. */
  public static RotationSpec defaults() {
    return new RotationSpec("90d", "30d", "1825d", "90d");
  }
}
