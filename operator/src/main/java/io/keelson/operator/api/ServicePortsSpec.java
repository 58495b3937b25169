package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/** The ports of the client service. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ServicePortsSpec(
    @Default("2379") @Min(1) @Max(65535) Integer client,
    @Nullable @Min(1) @Max(65535) Integer nodePort) {
  /** Puts the schema's default wherever nothing is given. */
  public ServicePortsSpec {
    client = Given.or(client, 2379);
  }

  /** Port 2379. */
  public static ServicePortsSpec defaults() {
    return new ServicePortsSpec(2379, null);
  }
}
