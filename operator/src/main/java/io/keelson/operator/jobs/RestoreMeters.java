package io.keelson.operator.jobs;

import io.keelson.operator.api.EtcdRestore;
import io.keelson.operator.api.EtcdRestoreStatus;
import io.keelson.operator.restore.RestorePlanner;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

/** Numbers about restores: how many ended and how, and how long they took. Any thread. */
final class RestoreMeters {
  private final MeterRegistry registry;

  RestoreMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  void record(EtcdRestore restore, EtcdRestoreStatus status) {
    boolean ended =
        RestorePlanner.isOver(status) && !RestorePlanner.isOver(restore.statusOrEmpty());
    if (!ended || status.startTime() == null || status.completionTime() == null) {
      return;
    }
    Tags tags =
        Tags.of(
            "namespace",
            restore.getMetadata().getNamespace(),
            "mode",
            restore.getSpec().mode().name().toLowerCase(Locale.ROOT),
            "result",
            Objects.requireNonNull(status.phase()).name().toLowerCase(Locale.ROOT));
    registry.counter("etcd_operator_restores", tags).increment();
    registry
        .timer("etcd_operator_restore_duration", tags)
        .record(
            Duration.between(
                Instant.parse(status.startTime()), Instant.parse(status.completionTime())));
    if (status.unavailableSeconds() != null) {
      registry
          .timer("etcd_operator_restore_unavailable", tags)
          .record(Duration.ofSeconds(status.unavailableSeconds()));
    }
  }
}
