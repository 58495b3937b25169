package io.keelson.node.metrics;

import java.util.List;

/** Traffic with clients and peers; members are named by their ids in hexadecimal digits. */
public final class NetworkMetrics {
  private static final Buckets SNAPSHOT = Buckets.exponential(0.1, 2, 10);

  public final Counter clientReceivedBytes;
  public final Counter clientSentBytes;

  /** By Type, API. */
  public final Family<Counter> serverStreamFailures;

  /** By Local, Remote. */
  public final Family<Gauge> activePeers;

  /** By Local, Remote. */
  private final Family<Gauge> knownPeers;

  /** By Local, Remote. */
  public final Family<Counter> disconnectedPeers;

  /** By From. */
  public final Family<Counter> peerReceivedBytes;

  /** By To. */
  public final Family<Counter> peerSentBytes;

  /** By From. */
  public final Family<Counter> peerReceivedFailures;

  /** By To. */
  public final Family<Counter> peerSentFailures;

  /** By To. */
  public final Family<Histogram> peerRoundTrip;

  public final SnapshotTransfers snapshotsSent;
  public final SnapshotTransfers snapshotsReceived;

  NetworkMetrics(MetricRegistry registry) {
    clientReceivedBytes =
        registry.counter(
            "etcd_network_client_grpc_received_bytes_total", "Bytes received from clients.");
    clientSentBytes =
        registry.counter("etcd_network_client_grpc_sent_bytes_total", "Bytes sent to clients.");
    serverStreamFailures =
        registry.counters(
            "etcd_network_server_stream_failures_total",
            "Streams with clients that failed here.",
            "Type",
            "API");
    activePeers =
        registry.gauges(
            "etcd_network_active_peers", "Connections to peers that work.", "Local", "Remote");
    knownPeers = registry.gauges("etcd_network_known_peers", "Members known.", "Local", "Remote");
    disconnectedPeers =
        registry.counters(
            "etcd_network_disconnected_peers_total",
            "Losses of the connection to a peer.",
            "Local",
            "Remote");
    peerReceivedBytes =
        registry.counters(
            "etcd_network_peer_received_bytes_total", "Bytes received from peers.", "From");
    peerSentBytes =
        registry.counters("etcd_network_peer_sent_bytes_total", "Bytes sent to peers.", "To");
    peerReceivedFailures =
        registry.counters(
            "etcd_network_peer_received_failures_total",
            "Messages from peers that could not be received.",
            "From");
    peerSentFailures =
        registry.counters(
            "etcd_network_peer_sent_failures_total",
            "Messages to peers that could not be sent.",
            "To");
    peerRoundTrip =
        registry.histograms(
            "etcd_network_peer_round_trip_time_seconds",
            "How long a message to a peer and its answer took.",
            Buckets.exponential(0.0001, 2, 16),
            "To");
    snapshotsSent = new SnapshotTransfers(registry, "send", "sent", "To");
    snapshotsReceived = new SnapshotTransfers(registry, "receive", "received", "From");
  }

  /**
   * Shows who belongs to the cluster; one who did before and does not now is shown as 0.
   *
   * @param local who shows it
   * @param members all, also the one who shows it
   */
  public void showMembers(String local, List<String> members) {
    knownPeers.sorted().forEach(cell -> cell.metric().set(0L));
    members.forEach(remote -> knownPeers.with(local, remote).set(1L));
  }

  /** Snapshots that travel in one direction, by the other member. */
  public static final class SnapshotTransfers {
    public final Family<Counter> successes;
    public final Family<Counter> failures;
    public final Family<Gauge> inflight;
    public final Family<Histogram> duration;

    private SnapshotTransfers(
        MetricRegistry registry, String direction, String participle, String label) {
      String prefix = "etcd_network_snapshot_" + direction;
      successes = registry.counters(prefix + "_success", "Snapshots " + participle + ".", label);
      failures =
          registry.counters(
              prefix + "_failures", "Snapshots that failed to be " + participle + ".", label);
      inflight =
          registry.gauges(
              prefix + "_inflights_total", "Snapshots being " + participle + " now.", label);
      duration =
          registry.histograms(
              prefix + "_total_duration_seconds",
              "How long a snapshot took to be " + participle + ".",
              SNAPSHOT,
              label);
    }
  }
}
