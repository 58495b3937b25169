package io.keelson.node.metrics;

/**
 * Names that dashboards and test suites written for etcd expect although the things they measure do
 * not exist here: they stay at zero, or without samples where they are labelled.
 */
final class UnusedMetrics {
  private static final String HELP = "Always zero here; exported because the name is expected.";
  private static final Buckets WRITE = Buckets.exponential(0.001, 2, 14);

  private UnusedMetrics() {}

  static void register(MetricRegistry registry) {
    registry.histogram(
        "etcd_debugging_disk_backend_commit_rebalance_duration_seconds", HELP, WRITE);
    registry.histogram("etcd_debugging_disk_backend_commit_spill_duration_seconds", HELP, WRITE);
    registry.histogram("etcd_debugging_disk_backend_commit_write_duration_seconds", HELP, WRITE);
    registry.histogram("etcd_debugging_snap_save_marshalling_duration_seconds", HELP, WRITE);
    registry.histogram("etcd_debugging_snap_save_total_duration_seconds", HELP, WRITE);

    registry.counters("etcd_debugging_store_reads_total", HELP, "action").with("getRecursive");
    Family<Counter> writes = registry.counters("etcd_debugging_store_writes_total", HELP, "action");
    writes.with("create");
    writes.with("set");
    registry.counters("etcd_debugging_store_reads_failed_total", HELP, "action");
    registry.counters("etcd_debugging_store_writes_failed_total", HELP, "action");
    registry.counter("etcd_debugging_store_expires_total", HELP);
    registry.counter("etcd_debugging_store_watch_requests_total", HELP);
    registry.gauge("etcd_debugging_store_watchers", HELP);

    registry.gauge("etcd_grpc_proxy_cache_hits_total", HELP);
    registry.gauge("etcd_grpc_proxy_cache_keys_total", HELP);
    registry.gauge("etcd_grpc_proxy_cache_misses_total", HELP);
    registry.counter("etcd_grpc_proxy_events_coalescing_total", HELP);
    registry.gauge("etcd_grpc_proxy_watchers_coalescing_total", HELP);
  }
}
