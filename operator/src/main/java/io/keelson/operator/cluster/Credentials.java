package io.keelson.operator.cluster;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.etcd.Target;
import io.keelson.operator.resource.Names;
import io.keelson.operator.resource.TlsSecret;
import java.util.Optional;

/** What the operator shows to members, and whom it trusts. */
final class Credentials {
  private final KubernetesClient client;

  Credentials(KubernetesClient client) {
    this.client = client;
  }

  /** Credentials for a cluster with TLS; empty when its secret is not there or not complete. */
  Optional<Target.Credentials> of(EtcdCluster cluster) {
    Secret secret =
        client
            .secrets()
            .inNamespace(Names.namespace(cluster))
            .withName(Names.operatorSecret(cluster))
            .get();
    if (secret == null) {
      return Optional.empty();
    }
    Target.Credentials credentials =
        new Target.Credentials(
            TlsSecret.text(secret, TlsSecret.CERTIFICATE),
            TlsSecret.text(secret, TlsSecret.KEY),
            TlsSecret.text(secret, TlsSecret.AUTHORITIES));
    return credentials.authorities().isEmpty() ? Optional.empty() : Optional.of(credentials);
  }
}
