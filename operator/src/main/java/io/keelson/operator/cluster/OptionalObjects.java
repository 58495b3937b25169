package io.keelson.operator.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.resource.Names;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps scrape rules, alerts and certificate requests, whose kinds not every Kubernetes has, so
 * that they are not watched: they are looked at when other ones are wanted, and every few minutes.
 * Those that are not wanted any more are deleted. Any thread.
 */
final class OptionalObjects {
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(5);
  private static final Set<Integer> NOT_HERE = Set.of(403, 404);
  private static final List<ResourceDefinitionContext> KINDS =
      List.of(
          kind("monitoring.coreos.com", "ServiceMonitor", "servicemonitors"),
          kind("monitoring.coreos.com", "PrometheusRule", "prometheusrules"),
          kind("cert-manager.io", "Certificate", "certificates"));

  private final KubernetesClient client;
  private final Applier applier;
  private final Map<String, Kept> kept = new ConcurrentHashMap<>();

  private record Kept(int desired, Instant until) {}

  OptionalObjects(KubernetesClient client, Applier applier) {
    this.client = client;
    this.applier = applier;
  }

  private static ResourceDefinitionContext kind(String group, String kind, String plural) {
    return new ResourceDefinitionContext.Builder()
        .withGroup(group)
        .withVersion("v1")
        .withKind(kind)
        .withPlural(plural)
        .withNamespaced(true)
        .build();
  }

  /**
   * Makes sure that these are there and no others.
   *
   * @throws KubernetesClientException if one of them cannot be kept; the next call tries again
   */
  void keep(EtcdCluster cluster, List<HasMetadata> desired, Instant now) {
    String uid = cluster.getMetadata().getUid();
    int wanted = Serialization.asJson(desired).hashCode();
    Kept last = kept.get(uid);
    if (last != null && last.desired() == wanted && last.until().isAfter(now)) {
      return;
    }
    applier.apply(uid, desired, present(cluster));
    kept.put(uid, new Kept(wanted, now.plus(LOOK_AGAIN)));
  }

  /** A kind that is not known here, or may not be read, has none; applying one tells why. */
  private List<HasMetadata> present(EtcdCluster cluster) {
    List<HasMetadata> present = new ArrayList<>();
    for (ResourceDefinitionContext kind : KINDS) {
      try {
        present.addAll(
            client
                .genericKubernetesResources(kind)
                .inNamespace(Names.namespace(cluster))
                .withLabel(Names.MANAGED_BY_LABEL, Names.MANAGED_BY)
                .withLabel(Names.CLUSTER_LABEL, Names.name(cluster))
                .list()
                .getItems());
      } catch (KubernetesClientException e) {
        if (!NOT_HERE.contains(e.getCode())) {
          throw e;
        }
      }
    }
    return present;
  }

  void forget(String uid) {
    kept.remove(uid);
  }
}
