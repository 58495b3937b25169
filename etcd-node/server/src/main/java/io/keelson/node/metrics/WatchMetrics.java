package io.keelson.node.metrics;

/** Watch streams, watchers and the events they wait for. */
public final class WatchMetrics {
  private static final Buckets SEND = Buckets.exponential(0.001, 2, 14);

  public final Gauge streams;
  public final Gauge watchers;
  public final Gauge slowWatchers;
  public final Gauge pendingEvents;
  public final Counter events;

  public final Histogram streamDuration;
  public final Histogram streamDurationPerEvent;
  public final Histogram controlDuration;
  public final Histogram progressDuration;

  WatchMetrics(MetricRegistry registry) {
    streams = registry.gauge("etcd_debugging_mvcc_watch_stream_total", "Open watch streams.");
    watchers = registry.gauge("etcd_debugging_mvcc_watcher_total", "Watchers.");
    slowWatchers =
        registry.gauge(
            "etcd_debugging_mvcc_slow_watcher_total", "Watchers that lag behind the store.");
    pendingEvents =
        registry.gauge("etcd_debugging_mvcc_pending_events_total", "Events waiting to be sent.");
    events = registry.counter("etcd_debugging_mvcc_events_total", "Events sent by this member.");

    streamDuration = send(registry, "watch_stream_duration", "sending the events of one response");
    streamDurationPerEvent =
        send(registry, "watch_stream_duration_per_event", "sending one event, on average");
    controlDuration = send(registry, "control_stream_duration", "sending one control response");
    progressDuration = send(registry, "progress_duration", "sending one progress notification");
  }

  private static Histogram send(MetricRegistry registry, String what, String action) {
    return registry.histogram(
        "etcd_debugging_server_watch_send_loop_" + what + "_seconds",
        "How long a watch stream took for " + action + ".",
        SEND);
  }
}
