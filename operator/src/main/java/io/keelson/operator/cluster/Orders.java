package io.keelson.operator.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.keelson.operator.api.EtcdBackup;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.RestoreOrder;
import io.keelson.operator.resource.Names;
import io.keelson.operator.restore.RestoreOrders;
import java.util.Optional;

/** Finds the restore that a cluster is asked for. */
final class Orders {
  private final KubernetesClient client;

  Orders(KubernetesClient client) {
    this.client = client;
  }

  Optional<RestoreOrder> of(EtcdCluster cluster, Pass pass) {
    boolean begins =
        cluster.getSpec().bootstrap() != null && cluster.statusOrEmpty().restore() == null;
    return begins
        ? RestoreOrders.ofBootstrap(cluster, backup(cluster))
        : RestoreOrders.of(cluster, pass.restores());
  }

  private Optional<EtcdBackup> backup(EtcdCluster cluster) {
    var bootstrap = cluster.getSpec().bootstrap();
    String name = bootstrap == null ? null : bootstrap.restore().backupRef();
    return name == null
        ? Optional.empty()
        : Optional.ofNullable(
            client
                .resources(EtcdBackup.class)
                .inNamespace(Names.namespace(cluster))
                .withName(name)
                .get());
  }
}
