package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cluster that no EtcdCluster stands for.
 *
 * @param tlsSecretRef a secret with ca.crt and, where clients need a certificate, tls.crt and
 *     tls.key
 * @param authSecretRef a secret with username and password
 * @param serverName the name that the servers' certificates are for, if not that of the endpoint
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "self.endpoints.all(e, e.matches('^https?://[^ /]+$'))",
    message = "external.endpoints must be URLs without a path, as in https://etcd-0.example:2379")
@ValidationRule(
    value =
        "self.endpoints.all(e, e.startsWith('https://')) || self.endpoints.all(e, e.startsWith('http://'))",
    message = "external.endpoints must all begin with https:// or all with http://")
@ValidationRule(
    value = "!has(self.tlsSecretRef) || self.endpoints.all(e, e.startsWith('https://'))",
    message = "external.tlsSecretRef needs endpoints that begin with https://")
public record ExternalClusterSpec(
    @Required @Size(min = 1, max = 16) List<String> endpoints,
    @Nullable @Size(min = 1, max = 253) String tlsSecretRef,
    @Nullable @Size(min = 1, max = 253) String authSecretRef,
    @Nullable @Size(min = 1, max = 253) String serverName) {
  /** Puts the schema's default wherever nothing is given. */
  public ExternalClusterSpec {
    endpoints = Given.list(endpoints);
  }
}
