package io.keelson.operator.resource;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServiceSpecBuilder;
import io.keelson.operator.api.ClientServiceSpec;
import io.keelson.operator.api.ClusterRestoreStatus;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.ServiceType;
import io.keelson.operator.api.TrafficPolicy;
import java.util.Map;
import java.util.TreeMap;

/** Where clients connect: voters that are ready, since a learner refuses most requests. */
public final class ClientService {
  private ClientService() {}

  /** Of the type that the user chose. */
  public static Service build(EtcdCluster cluster) {
    ClientServiceSpec wanted = cluster.getSpec().services().client();
    ObjectMeta metadata =
        Owners.ofCluster(cluster, Names.clientService(cluster), "client")
            .edit()
            .addToAnnotations(wanted.annotations())
            .build();
    ServiceSpecBuilder spec =
        new ServiceSpecBuilder()
            .withType(type(wanted.type()))
            .withSelector(selector(cluster))
            .withLoadBalancerClass(wanted.loadBalancerClass())
            .addNewPort()
            .withName("client")
            .withPort(wanted.ports().client())
            .withNodePort(wanted.ports().nodePort())
            .withNewTargetPort("client")
            .withProtocol("TCP")
            .endPort();
    if (wanted.type() != ServiceType.CLUSTER_IP) {
      spec.withExternalTrafficPolicy(
          wanted.trafficPolicy() == TrafficPolicy.LOCAL ? "Local" : "Cluster");
    }
    return new ServiceBuilder().withMetadata(metadata).withSpec(spec.build()).build();
  }

  /** Nobody while a restore replaces the data: clients are to see the old or the new, not both. */
  private static Map<String, String> selector(EtcdCluster cluster) {
    ClusterRestoreStatus restore = cluster.statusOrEmpty().restore();
    if (restore == null || !restore.locksClientsOut()) {
      return Names.voterSelector(cluster);
    }
    Map<String, String> nobody = new TreeMap<>(Names.voterSelector(cluster));
    nobody.put(Names.FENCED_LABEL, "true");
    return nobody;
  }

  private static String type(ServiceType type) {
    return switch (type) {
      case CLUSTER_IP -> "ClusterIP";
      case NODE_PORT -> "NodePort";
      case LOAD_BALANCER -> "LoadBalancer";
    };
  }
}
