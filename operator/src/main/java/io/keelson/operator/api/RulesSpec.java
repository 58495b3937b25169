package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import java.util.Map;

/** Alerts for the Prometheus operator. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RulesSpec(
    @Default("false") boolean enabled,
    @Size(max = 32) Map<String, String> labels,
    @Default("{}") ThresholdsSpec thresholds) {
  /** Puts the schema's default wherever nothing is given. */
  public RulesSpec {
    labels = Given.map(labels);
    thresholds = Given.or(thresholds, ThresholdsSpec.defaults());
  }

  /** No alerts. */
  public static RulesSpec off() {
    return new RulesSpec(false, Map.of(), ThresholdsSpec.defaults());
  }
}
