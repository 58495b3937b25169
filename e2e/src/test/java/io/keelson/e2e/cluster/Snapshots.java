package io.keelson.e2e.cluster;

/** How many snapshots members have sent one another, by their metrics. */
final class Snapshots {
  private static final String SENT = "etcd_network_snapshot_send_success{";
  private static final String RECEIVED = "etcd_network_snapshot_receive_success{";

  private Snapshots() {}

  /** From one to the other since they run, as both of them count it; the lesser number. */
  static long count(Member sender, Member receiver) {
    long sent = sum(sender, SENT + "To=\"" + id(receiver) + "\"}");
    long received = sum(receiver, RECEIVED + "From=\"" + id(sender) + "\"}");
    return Math.min(sent, received);
  }

  /** That a member got from any other. */
  static long received(Member receiver) {
    return sum(receiver, RECEIVED);
  }

  private static long sum(Member member, String prefix) {
    return member
        .page("/metrics")
        .lines()
        .filter(line -> line.startsWith(prefix))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private static String id(Member member) {
    return Long.toHexString(member.status().orElseThrow().getHeader().getMemberId());
  }
}
