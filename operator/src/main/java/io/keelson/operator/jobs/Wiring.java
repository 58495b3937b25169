package io.keelson.operator.jobs;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.keelson.operator.config.OperatorConfig;
import io.keelson.operator.execute.Events;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Makes the loops; nothing else here knows of the container. */
final class Wiring {
  @Produces
  @Singleton
  BackupLoop backups(KubernetesClient client, OperatorConfig config, MeterRegistry meters) {
    String instance = System.getenv().getOrDefault("HOSTNAME", "operator");
    return new BackupLoop(
        client, config, new Events(client, instance), meters, InstantSource.system());
  }

  @Produces
  @Singleton
  RestoreLoop restores(KubernetesClient client, OperatorConfig config, MeterRegistry meters) {
    String instance = System.getenv().getOrDefault("HOSTNAME", "operator");
    return new RestoreLoop(
        client, config, new Events(client, instance), meters, InstantSource.system());
  }
}
