package io.keelson.node.metrics;

/** Writes to disk: log, database, snapshots. */
public final class DiskMetrics {
  private static final Buckets WRITE = Buckets.exponential(0.001, 2, 14);

  public final Histogram walFsync;
  public final Histogram walWrite;
  public final Gauge walWriteBytes;

  public final Histogram backendCommit;
  public final Histogram backendDefrag;
  public final Histogram backendSnapshot;
  public final Gauge defragInflight;

  public final Histogram snapFsync;
  public final Histogram snapDbFsync;
  public final Histogram snapDbSave;

  DiskMetrics(MetricRegistry registry) {
    walFsync =
        registry.histogram(
            "etcd_disk_wal_fsync_duration_seconds", "How long syncing the log took.", WRITE);
    walWrite =
        registry.histogram(
            "etcd_disk_wal_write_duration_seconds", "How long writing to the log took.", WRITE);
    walWriteBytes = registry.gauge("etcd_disk_wal_write_bytes_total", "Bytes written to the log.");

    backendCommit =
        registry.histogram(
            "etcd_disk_backend_commit_duration_seconds",
            "How long writing one batch to the database took.",
            WRITE);
    backendDefrag =
        registry.histogram(
            "etcd_disk_backend_defrag_duration_seconds",
            "How long a defragmentation took.",
            Buckets.exponential(0.1, 2, 13));
    backendSnapshot =
        registry.histogram(
            "etcd_disk_backend_snapshot_duration_seconds",
            "How long sending a snapshot of the database took.",
            Buckets.exponential(0.01, 2, 17));
    defragInflight =
        registry.gauge(
            "etcd_disk_defrag_inflight", "1 while this member is being defragmented, else 0.");

    snapFsync =
        registry.histogram(
            "etcd_snap_fsync_duration_seconds", "How long syncing a snapshot file took.", WRITE);
    snapDbFsync =
        registry.histogram(
            "etcd_snap_db_fsync_duration_seconds",
            "How long syncing a received database took.",
            WRITE);
    snapDbSave =
        registry.histogram(
            "etcd_snap_db_save_total_duration_seconds",
            "How long saving a received database took in all.",
            Buckets.exponential(0.1, 2, 10));
  }
}
