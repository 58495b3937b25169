package io.keelson.operator.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.keelson.operator.config.OperatorConfig;
import io.keelson.operator.etcd.EtcdClient;
import io.keelson.operator.execute.Events;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Makes the parts of the process; nothing else knows of the container. */
final class Wiring {
  private static final String LEASE = "keelson-operator";

  @Produces
  @Singleton
  ClusterLoop loop(KubernetesClient client, OperatorConfig config, MeterRegistry meters) {
    String instance = System.getenv().getOrDefault("HOSTNAME", "operator");
    return new ClusterLoop(
        client,
        new EtcdClient(),
        new Events(client, instance),
        config,
        meters,
        InstantSource.system());
  }

  void close(@Disposes ClusterLoop loop) {
    loop.close();
  }

  @Produces
  @Singleton
  LeaderElectionConfiguration leaderElection(OperatorConfig config) {
    return new LeaderElectionConfiguration(LEASE, config.leaseNamespace());
  }
}
