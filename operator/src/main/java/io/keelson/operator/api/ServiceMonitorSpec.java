package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;

/** A scrape rule for the Prometheus operator. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ServiceMonitorSpec(
    @Default("false") boolean enabled,
    @Size(max = 32) Map<String, String> labels,
    @Default("30s") @Pattern(Durations.PATTERN) @Size(max = 32) String interval,
    @Size(max = 16) List<RelabelingSpec> relabelings) {
  /** Puts the schema's default wherever nothing is given. */
  public ServiceMonitorSpec {
    labels = Given.map(labels);
    interval = Given.or(interval, "30s");
    relabelings = Given.list(relabelings);
  }

  /** No scrape rule. */
  public static ServiceMonitorSpec off() {
    return new ServiceMonitorSpec(false, Map.of(), "30s", List.of());
  }
}
