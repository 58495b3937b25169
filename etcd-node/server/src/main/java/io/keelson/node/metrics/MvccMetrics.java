package io.keelson.node.metrics;

/** The key space: operations, sizes, revisions. */
public final class MvccMetrics {
  private static final Buckets HASH = Buckets.exponential(0.01, 2, 15);

  public final Counter ranges;
  public final Counter puts;
  public final Counter deletes;
  public final Counter txns;

  public final Gauge dbTotalSizeBytes;
  public final Gauge dbInUseSizeBytes;
  public final Gauge dbOpenReadTransactions;
  public final Histogram hashDuration;
  public final Histogram hashRevDuration;

  public final Gauge currentRevision;
  public final Gauge compactRevision;
  public final Gauge keys;
  public final Gauge totalPutSizeBytes;

  MvccMetrics(MetricRegistry registry) {
    ranges = registry.counter("etcd_mvcc_range_total", "Ranges read by this member.");
    puts = registry.counter("etcd_mvcc_put_total", "Puts applied by this member.");
    deletes = registry.counter("etcd_mvcc_delete_total", "Deletions applied by this member.");
    txns = registry.counter("etcd_mvcc_txn_total", "Transactions applied by this member.");

    dbTotalSizeBytes =
        registry.gauge("etcd_mvcc_db_total_size_in_bytes", "Bytes the database takes on disk.");
    dbInUseSizeBytes =
        registry.gauge(
            "etcd_mvcc_db_total_size_in_use_in_bytes",
            "Bytes of the database that hold live data.");
    dbOpenReadTransactions =
        registry.gauge(
            "etcd_mvcc_db_open_read_transactions", "Views of the database that are open now.");
    hashDuration =
        registry.histogram(
            "etcd_mvcc_hash_duration_seconds", "How long hashing the whole store took.", HASH);
    hashRevDuration =
        registry.histogram(
            "etcd_mvcc_hash_rev_duration_seconds",
            "How long hashing the store up to a revision took.",
            HASH);

    currentRevision =
        registry.gauge("etcd_debugging_mvcc_current_revision", "The store's latest revision.");
    compactRevision =
        registry.gauge(
            "etcd_debugging_mvcc_compact_revision", "Revision of the store's last compaction.");
    keys = registry.gauge("etcd_debugging_mvcc_keys_total", "Keys that exist now.");
    totalPutSizeBytes =
        registry.gauge(
            "etcd_debugging_mvcc_total_put_size_in_bytes",
            "Bytes of keys and values put through this member.");
  }
}
