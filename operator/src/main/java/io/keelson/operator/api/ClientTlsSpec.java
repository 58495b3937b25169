package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** TLS between clients and members; exactly one source of certificates. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "(has(self.secretRef) ? 1 : 0) + (has(self.selfSigned) ? 1 : 0) + "
            + "(has(self.certManager) ? 1 : 0) == 1",
    message = "tls.client must have exactly one of secretRef, selfSigned and certManager")
@ValidationRule(
    value =
        "has(self.secretRef) == has(oldSelf.secretRef)"
            + " && has(self.selfSigned) == has(oldSelf.selfSigned)"
            + " && has(self.certManager) == has(oldSelf.certManager)",
    message =
        "tls.client must keep its kind of source (secretRef, selfSigned or certManager):"
            + " members with certificates of the old and the new one would not trust each other")
public record ClientTlsSpec(
    @Nullable @Size(min = 1, max = 253) String secretRef,
    @Nullable SelfSignedSpec selfSigned,
    @Nullable CertManagerSpec certManager,
    @Default("Required") ClientAuth clientAuth,
    @Size(max = 32) List<String> extraSANs,
    @Nullable @Size(min = 1, max = 253) String operatorSecretRef) {
  /** Puts the schema's default wherever nothing is given. */
  public ClientTlsSpec {
    clientAuth = Given.or(clientAuth, ClientAuth.REQUIRED);
    extraSANs = Given.list(extraSANs);
  }
}
