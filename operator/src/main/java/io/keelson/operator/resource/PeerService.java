package io.keelson.operator.resource;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.keelson.operator.api.EtcdCluster;

/** Gives members their addresses, ready or not: they need each other to become ready. */
public final class PeerService {
  static final String COMPONENT = "peer";

  private PeerService() {}

  /** Headless. */
  public static Service build(EtcdCluster cluster) {
    return new ServiceBuilder()
        .withMetadata(Owners.ofCluster(cluster, Names.peerService(cluster), COMPONENT))
        .withNewSpec()
        .withType("ClusterIP")
        .withClusterIP("None")
        .withPublishNotReadyAddresses(true)
        .withSelector(Names.selector(cluster))
        .withPorts(
            port("client", Names.CLIENT_PORT),
            port("peer", Names.PEER_PORT),
            port("metrics", Names.METRICS_PORT))
        .endSpec()
        .build();
  }

  private static ServicePort port(String name, int port) {
    return new ServicePortBuilder()
        .withName(name)
        .withPort(port)
        .withNewTargetPort(name)
        .withProtocol("TCP")
        .build();
  }
}
