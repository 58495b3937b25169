package io.keelson.operator.schedules;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.keelson.operator.execute.Events;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Makes the loop of schedules; nothing else here knows of the container. */
final class ScheduleWiring {
  @Produces
  @Singleton
  ScheduleLoop loop(KubernetesClient client, MeterRegistry meters) {
    String instance = System.getenv().getOrDefault("HOSTNAME", "operator");
    return new ScheduleLoop(client, new Events(client, instance), meters, InstantSource.system());
  }
}
