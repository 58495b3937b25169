package io.keelson.node.metrics;

/** Requests and how long they take. */
public final class RequestMetrics {
  private static final Buckets APPLY = Buckets.exponential(0.0001, 2, 20);
  private static final Buckets REQUEST = Buckets.exponential(0.001, 2, 14);

  public final Counter slowApply;

  /** By version (always v3), op, success. */
  public final Family<Histogram> applyDuration;

  /** By success. */
  public final Family<Histogram> rangeDuration;

  /** By type, success. */
  public final Family<Histogram> requestDuration;

  /** By type (unary, stream), client_api_version. */
  public final Family<Counter> clientRequests;

  RequestMetrics(MetricRegistry registry) {
    slowApply =
        registry.counter(
            "etcd_server_slow_apply_total",
            "Requests that took longer to apply than is tolerated.");
    applyDuration =
        registry.histograms(
            "etcd_server_apply_duration_seconds",
            "How long applying a request took.",
            APPLY,
            "version",
            "op",
            "success");
    rangeDuration =
        registry.histograms(
            "etcd_server_range_duration_seconds",
            "How long reading a range took.",
            APPLY,
            "success");
    requestDuration =
        registry.histograms(
            "etcd_server_request_duration_seconds",
            "How long answering a request took, by type.",
            REQUEST,
            "type",
            "success");
    clientRequests =
        registry.counters(
            "etcd_server_client_requests_total",
            "Requests by kind of call and by the version the client names.",
            "type",
            "client_api_version");
  }
}
