package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;

/** Certificates come from cert-manager. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CertManagerSpec(@Required IssuerRef issuerRef) {
  /** Puts the schema's default wherever nothing is given. */
  public CertManagerSpec {
    issuerRef = Given.or(issuerRef, new IssuerRef("", "Issuer", "cert-manager.io"));
  }
}
