package io.keelson.e2e.cluster;

/** How many snapshots members have sent one another, by their metrics. */
final class Snapshots {
  private static final String SENT = "etcd_network_snapshot_send_success{";
  private static final String RECEIVED = "etcd_network_snapshot_receive_success{";

  private Snapshots() {}

  /** Counted at both ends, since the present processes began. */
  static long count(ClusterProcesses cluster) {
    return cluster.members().stream()
        .flatMap(member -> member.page("/metrics").lines())
        .filter(line -> line.startsWith(SENT) || line.startsWith(RECEIVED))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }
}
