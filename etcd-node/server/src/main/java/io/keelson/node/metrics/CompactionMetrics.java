package io.keelson.node.metrics;

/** Compaction of the key space; the histograms export milliseconds and take nanoseconds too. */
public final class CompactionMetrics {
  /** Versions removed. */
  public final Counter keys;

  /** Unix time in seconds of the last compaction; 0 after a start. */
  public final Gauge last;

  public final Histogram pauseMillis;
  public final Histogram totalMillis;
  public final Histogram indexPauseMillis;

  CompactionMetrics(MetricRegistry registry) {
    keys =
        registry.counter(
            "etcd_debugging_mvcc_db_compaction_keys_total", "Versions removed by compaction.");
    last =
        registry.gauge(
            "etcd_debugging_mvcc_db_compaction_last",
            "Unix time of the last compaction, 0 if none since the start.");
    pauseMillis =
        registry.histogram(
            "etcd_debugging_mvcc_db_compaction_pause_duration_milliseconds",
            "How long one step of a compaction held up the database.",
            Buckets.exponential(1, 2, 13).inMilliseconds());
    totalMillis =
        registry.histogram(
            "etcd_debugging_mvcc_db_compaction_total_duration_milliseconds",
            "How long a compaction of the database took.",
            Buckets.exponential(100, 2, 14).inMilliseconds());
    indexPauseMillis =
        registry.histogram(
            "etcd_debugging_mvcc_index_compaction_pause_duration_milliseconds",
            "How long a compaction held up the key index.",
            Buckets.exponential(0.5, 2, 14).inMilliseconds());
  }
}
