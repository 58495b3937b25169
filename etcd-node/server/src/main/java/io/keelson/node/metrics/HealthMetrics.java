package io.keelson.node.metrics;

import java.util.List;

/** Health requests, health checks and alarms. */
public final class HealthMetrics {
  public final Counter successes;
  public final Counter failures;

  /** By server_id in hexadecimal digits, alarm_type. */
  private final Family<Gauge> alarms;

  private final Family<Gauge> latest;
  private final Family<Counter> runs;

  HealthMetrics(MetricRegistry registry) {
    successes = registry.counter("etcd_server_health_success", "Health requests answered healthy.");
    failures =
        registry.counter("etcd_server_health_failures", "Health requests answered unhealthy.");
    alarms =
        registry.gauges(
            "etcd_debugging_server_alarms",
            "1 for each alarm raised, by member and type.",
            "server_id",
            "alarm_type");
    latest =
        registry.gauges(
            "etcd_server_healthcheck",
            "The latest result of each health check: 1 passed, 0 failed.",
            "type",
            "name");
    runs =
        registry.counters(
            "etcd_server_healthchecks_total",
            "Runs of each health check, by result.",
            "type",
            "name",
            "status");
  }

  /**
   * Shows which alarms are raised; one that was raised before and is not now is shown as 0.
   *
   * @param raised member in hexadecimal digits and type of each
   */
  public void showAlarms(List<List<String>> raised) {
    alarms.sorted().forEach(cell -> cell.metric().set(0L));
    raised.forEach(labels -> alarms.with(labels.get(0), labels.get(1)).set(1L));
  }

  /**
   * Reports the result of one check.
   *
   * @param type {@code livez} or {@code readyz}
   */
  public void checked(String type, String name, boolean passed) {
    latest.with(type, name).set(passed);
    runs.with(type, name, passed ? "success" : "error").inc();
  }
}
