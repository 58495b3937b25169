package io.keelson.operator.cluster;

import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.etcd.Survey;
import io.keelson.operator.plan.Standing;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/** Numbers of each cluster, for as long as it exists. Any thread. */
final class ClusterMeters {
  private final MeterRegistry registry;
  private final Map<String, Numbers> clusters = new ConcurrentHashMap<>();

  ClusterMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Last numbers of one cluster. */
  private static final class Numbers {
    private volatile Standing standing;
    private final List<Meter.Id> meters = new ArrayList<>();

    Numbers(Standing standing) {
      this.standing = standing;
    }
  }

  void record(EtcdCluster cluster, Standing standing, Survey survey) {
    Numbers numbers =
        clusters.computeIfAbsent(
            cluster.getMetadata().getUid(), uid -> register(cluster, new Numbers(standing)));
    numbers.standing = standing;
    if (!survey.failures().isEmpty()) {
      registry
          .counter("etcd_operator_poll_failures", tags(cluster))
          .increment(survey.failures().size());
    }
  }

  private Numbers register(EtcdCluster cluster, Numbers numbers) {
    gauge(numbers, cluster, "etcd_operator_cluster_available", s -> s.serving() ? 1 : 0);
    gauge(numbers, cluster, "etcd_operator_voters", s -> s.quorum().voters());
    gauge(numbers, cluster, "etcd_operator_healthy_voters", s -> s.quorum().healthy());
    gauge(numbers, cluster, "etcd_operator_learners", Standing::learners);
    gauge(numbers, cluster, "etcd_operator_tolerance", s -> s.quorum().tolerance());
    return numbers;
  }

  private void gauge(
      Numbers numbers, EtcdCluster cluster, String name, ToDoubleFunction<Standing> value) {
    Gauge gauge =
        Gauge.builder(name, numbers, n -> value.applyAsDouble(n.standing))
            .tags(tags(cluster))
            .register(registry);
    numbers.meters.add(gauge.getId());
  }

  private static Tags tags(EtcdCluster cluster) {
    return Tags.of(
        "namespace",
        cluster.getMetadata().getNamespace(),
        "cluster",
        cluster.getMetadata().getName());
  }

  void forget(EtcdCluster cluster) {
    Numbers numbers = clusters.remove(cluster.getMetadata().getUid());
    if (numbers != null) {
      numbers.meters.forEach(registry::remove);
      registry.remove(registry.counter("etcd_operator_poll_failures", tags(cluster)));
    }
  }
}
