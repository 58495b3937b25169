package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * Encryption for one or more holders of keys, in the format of age.
 *
 * @param recipientSecretRef a secret with recipients.txt: the public keys
 * @param identitySecretRef a secret with identity.txt: a private key; needed to verify and to
 *     restore, not to save
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AgeSpec(
    @Required @Size(min = 1, max = 253) String recipientSecretRef,
    @Nullable @Size(min = 1, max = 253) String identitySecretRef) {
  /** Puts the schema's default wherever nothing is given. */
  public AgeSpec {
    recipientSecretRef = Given.or(recipientSecretRef, "");
  }
}
