package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Where clients connect. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EndpointsStatus(@Size(max = 12) List<String> client) {
  /** Puts the schema's default wherever nothing is given. */
  public EndpointsStatus {
    client = Given.list(client);
  }
}
