package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** An issuer of cert-manager. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IssuerRef(
    @Required @Size(min = 1, max = 253) String name,
    @Default("Issuer") @Size(max = 63) String kind,
    @Default("cert-manager.io") @Size(max = 253) String group) {
  /** Puts the schema's default wherever nothing is given. */
  public IssuerRef {
    name = Given.or(name, "");
    kind = Given.or(kind, "Issuer");
    group = Given.or(group, "cert-manager.io");
  }
}
