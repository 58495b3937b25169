package io.keelson.node.main;

import io.keelson.node.api.Connectivity;
import io.keelson.node.link.PeerCalls;
import io.keelson.node.members.LeaderProgress;
import io.keelson.raft.MemberProgress;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * What the services ask of the other members.
 *
 * @param connectivity whether they can be reached
 * @param calls the way to their pages
 * @param progress how far they have come, if this member leads
 * @param transfer asks for leadership to go to another member
 */
record ClusterPorts(
    Connectivity connectivity,
    PeerCalls calls,
    Supplier<LeaderProgress> progress,
    LongConsumer transfer) {
  /** Those of a node. */
  static ClusterPorts of(NodeAssembly node, PeerCalls calls) {
    return new ClusterPorts(
        node.link()::activeSinceNanos,
        calls,
        () -> progress(node),
        node.replica()::transferLeadership);
  }

  private static LeaderProgress progress(NodeAssembly node) {
    List<MemberProgress> known = node.replica().progress();
    if (!node.replica().status().get().isLeader() || known.isEmpty()) {
      return LeaderProgress.NONE;
    }
    SortedMap<Long, Long> matched = new TreeMap<>();
    known.forEach(member -> matched.put(member.id(), member.matchIndex()));
    return new LeaderProgress(node.identity().nodeId(), matched);
  }
}
