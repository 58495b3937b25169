package io.keelson.operator.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.resource.Effective;
import io.keelson.operator.status.Report;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Keeps the secrets with certificates of clusters. */
final class CertificateKeeper {
  CertificateKeeper(KubernetesClient client, Applier applier) {}

  record Kept(boolean ready, Report.Certificates report, @Nullable String restartToken) {
    static Kept none() {
      return new Kept(true, Report.Certificates.none(), null);
    }
  }

  Kept keep(EtcdCluster cluster, Effective effective, Instant now) {
    return Kept.none();
  }
}
