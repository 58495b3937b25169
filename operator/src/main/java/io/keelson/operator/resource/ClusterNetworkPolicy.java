package io.keelson.operator.resource;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.NetworkPolicySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who may reach the members. Members reach each other, the operator reaches all ports; clients are
 * the pods that back it up and those that the user names, or the pods of the same namespace;
 * metrics are for those that the user names. The kubelet's probes come from the node and pass.
 */
public final class ClusterNetworkPolicy {
  private ClusterNetworkPolicy() {}

  /** The policy, if the user wants one. */
  public static Optional<NetworkPolicy> build(EtcdCluster cluster) {
    NetworkPolicySpec wanted = cluster.getSpec().networkPolicy();
    if (!wanted.enabled()) {
      return Optional.empty();
    }
    NetworkPolicyPeer members = peer(Names.selector(cluster));
    NetworkPolicyPeer ours = peer(Map.of(BackupNames.CLIENT_OF_LABEL, Names.name(cluster)));
    List<NetworkPolicyPeer> clients = new ArrayList<>(List.of(members, operator(), ours));
    if (wanted.clientFrom().isEmpty()) {
      clients.add(peer(Map.of()));
    }
    clients.addAll(wanted.clientFrom());
    List<NetworkPolicyPeer> scrapers = new ArrayList<>(List.of(operator()));
    scrapers.addAll(wanted.monitoringFrom());
    return Optional.of(
        new NetworkPolicyBuilder()
            .withMetadata(Owners.ofCluster(cluster, Names.name(cluster), "network"))
            .withNewSpec()
            .withPolicyTypes("Ingress")
            .withPodSelector(labels(Names.selector(cluster)))
            .withIngress(
                rule("peer", List.of(members)), rule("client", clients), rule("metrics", scrapers))
            .endSpec()
            .build());
  }

  private static NetworkPolicyPeer operator() {
    return new NetworkPolicyPeerBuilder()
        .withNamespaceSelector(new LabelSelector())
        .withPodSelector(labels(Map.of("app.kubernetes.io/name", Names.OPERATOR_NAME)))
        .build();
  }

  private static NetworkPolicyPeer peer(Map<String, String> labels) {
    return new NetworkPolicyPeerBuilder().withPodSelector(labels(labels)).build();
  }

  private static LabelSelector labels(Map<String, String> labels) {
    return new LabelSelectorBuilder().withMatchLabels(labels).build();
  }

  private static NetworkPolicyIngressRule rule(String port, List<NetworkPolicyPeer> from) {
    return new NetworkPolicyIngressRuleBuilder()
        .withFrom(from)
        .addNewPort()
        .withProtocol("TCP")
        .withNewPort(port)
        .endPort()
        .build();
  }
}
