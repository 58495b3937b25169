package io.keelson.node.metrics;

/** Leases. */
public final class LeaseMetrics {
  public final Counter granted;
  public final Counter revoked;
  public final Counter renewed;
  public final Counter expired;

  /** Times to live of granted and renewed leases, observed in seconds. */
  public final Histogram ttlSeconds;

  LeaseMetrics(MetricRegistry registry) {
    granted = registry.counter("etcd_debugging_lease_granted_total", "Leases granted.");
    revoked = registry.counter("etcd_debugging_lease_revoked_total", "Leases revoked.");
    renewed =
        registry.counter(
            "etcd_debugging_lease_renewed_total", "Leases renewed while this member led.");
    expired = registry.counter("etcd_debugging_server_lease_expired_total", "Leases expired.");
    ttlSeconds =
        registry.histogram(
            "etcd_debugging_lease_ttl_total",
            "Times to live of leases, in seconds.",
            Buckets.exponential(1, 2, 24));
  }
}
