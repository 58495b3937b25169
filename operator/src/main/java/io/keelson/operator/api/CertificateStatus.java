package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** One certificate. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CertificateStatus(
    @Required @Size(max = 253) String name,
    @Nullable @Size(max = 40) String notAfter,
    @Nullable @Size(max = 40) String renewAt,
    @Nullable @Size(max = 64) String serial,
    @Nullable @Size(max = 64) String caFingerprint) {
  /** Puts the schema's default wherever nothing is given. */
  public CertificateStatus {
    name = Given.or(name, "");
  }
}
