package io.keelson.operator.resource;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.keelson.operator.api.EtcdCluster;
import java.util.ArrayList;
import java.util.List;

/** All that there is one of in a cluster, in the order in which it is to be made. */
public final class ClusterObjects {
  private ClusterObjects() {}

  /**
   * Services, budget and policy, of kinds that every Kubernetes has.
   *
   * @param voters as the cluster has them now
   */
  public static List<HasMetadata> build(EtcdCluster cluster, int voters) {
    List<HasMetadata> objects = new ArrayList<>();
    objects.add(PeerService.build(cluster));
    objects.add(ClientService.build(cluster));
    DisruptionBudget.build(cluster, voters).ifPresent(objects::add);
    ClusterNetworkPolicy.build(cluster).ifPresent(objects::add);
    return objects;
  }

  /** Those of kinds that others bring: scrape rules, alerts and certificates. */
  public static List<HasMetadata> optional(EtcdCluster cluster, Effective effective) {
    List<HasMetadata> objects = new ArrayList<>();
    ClusterServiceMonitor.build(cluster).ifPresent(objects::add);
    ClusterRules.build(cluster).ifPresent(objects::add);
    objects.addAll(Certificates.build(cluster, effective));
    return objects;
  }
}
