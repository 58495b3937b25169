package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * Encryption with one key that both sides have.
 *
 * @param keySecretRef a secret with the entry key: 32 bytes as 64 hexadecimal digits or Base64
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AesGcmSpec(@Required @Size(min = 1, max = 253) String keySecretRef) {
  /** Puts the schema's default wherever nothing is given. */
  public AesGcmSpec {
    keySecretRef = Given.or(keySecretRef, "");
  }
}
