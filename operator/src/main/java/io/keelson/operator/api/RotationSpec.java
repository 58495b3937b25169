package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** How long certificates are valid and when they are renewed. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "(self.renewBefore.endsWith('d') ? 24 : 1) * int(self.renewBefore.substring(0, "
            + "self.renewBefore.size() - 1)) < (self.validity.endsWith('d') ? 24 : 1) * "
            + "int(self.validity.substring(0, self.validity.size() - 1))",
    message = "tls.rotation.renewBefore must be shorter than tls.rotation.validity")
@ValidationRule(
    value =
        "(self.caRenewBefore.endsWith('d') ? 24 : 1) * "
            + "int(self.caRenewBefore.substring(0, self.caRenewBefore.size() - 1)) < "
            + "(self.caValidity.endsWith('d') ? 24 : 1) * int(self.caValidity.substring(0, "
            + "self.caValidity.size() - 1))",
    message = "tls.rotation.caRenewBefore must be shorter than tls.rotation.caValidity")
@ValidationRule(
    value =
        "(self.validity.endsWith('d') ? 24 : 1) * int(self.validity.substring(0, "
            + "self.validity.size() - 1)) <= (self.caValidity.endsWith('d') ? 24 : 1) * "
            + "int(self.caValidity.substring(0, self.caValidity.size() - 1))",
    message = "tls.rotation.validity must not exceed tls.rotation.caValidity")
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
