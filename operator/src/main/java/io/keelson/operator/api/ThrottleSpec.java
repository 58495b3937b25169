package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

/** A bound on the rate. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "!has(self.bytesPerSecond) || isQuantity(string(self.bytesPerSecond)) && quantity(string(self.bytesPerSecond)).compareTo(quantity('1Ki')) >= 0",
    message = "throttle.bytesPerSecond must be a quantity of at least 1Ki, as in 50Mi")
public record ThrottleSpec(@Nullable Quantity bytesPerSecond) {

  /** No bound. */
  public static ThrottleSpec none() {
    return new ThrottleSpec(null);
  }
}
