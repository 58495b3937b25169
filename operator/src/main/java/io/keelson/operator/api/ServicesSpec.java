package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;

/** The services of a cluster. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ServicesSpec(@Default("{}") ClientServiceSpec client) {
  /** Puts the schema's default wherever nothing is given. */
  public ServicesSpec {
    client = Given.or(client, ClientServiceSpec.defaults());
  }

  /** The usual client service. */
  public static ServicesSpec defaults() {
    return new ServicesSpec(ClientServiceSpec.defaults());
  }
}
