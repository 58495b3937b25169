package io.keelson.operator.resource;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.RelabelingSpec;
import io.keelson.operator.api.ServiceMonitorSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells the Prometheus operator to scrape the members, ready or not. */
public final class ClusterServiceMonitor {
  private ClusterServiceMonitor() {}

  /** The scrape rule, if the user wants one; only for clusters that know the kind. */
  public static Optional<GenericKubernetesResource> build(EtcdCluster cluster) {
    ServiceMonitorSpec wanted = cluster.getSpec().monitoring().serviceMonitor();
    if (!wanted.enabled()) {
      return Optional.empty();
    }
    ObjectMeta metadata =
        Owners.ofCluster(cluster, Names.name(cluster), "monitoring")
            .edit()
            .addToLabels(wanted.labels())
            .build();
    Map<String, Object> endpoint = new LinkedHashMap<>();
    endpoint.put("port", "metrics");
    endpoint.put("scheme", "http");
    endpoint.put("interval", wanted.interval());
    if (!wanted.relabelings().isEmpty()) {
      endpoint.put(
          "relabelings",
          wanted.relabelings().stream().map(ClusterServiceMonitor::relabeling).toList());
    }
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("selector", Map.of("matchLabels", Names.labels(cluster, PeerService.COMPONENT)));
    spec.put("namespaceSelector", Map.of("matchNames", List.of(Names.namespace(cluster))));
    spec.put("endpoints", List.of(endpoint));
    return Optional.of(
        Generic.object("monitoring.coreos.com/v1", "ServiceMonitor", metadata, spec));
  }

  private static Map<String, Object> relabeling(RelabelingSpec given) {
    Map<String, Object> step = new LinkedHashMap<>();
    put(step, "sourceLabels", given.sourceLabels().isEmpty() ? null : given.sourceLabels());
    put(step, "separator", given.separator());
    put(step, "targetLabel", given.targetLabel());
    put(step, "regex", given.regex());
    put(step, "modulus", given.modulus());
    put(step, "replacement", given.replacement());
    put(step, "action", given.action());
    return step;
  }

  private static void put(Map<String, Object> map, String key, @Nullable Object value) {
    if (value != null) {
      map.put(key, value);
    }
  }
}
