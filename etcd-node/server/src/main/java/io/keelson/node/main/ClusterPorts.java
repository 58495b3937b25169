package io.keelson.node.main;

import io.keelson.node.api.Connectivity;
import io.keelson.node.link.PeerCalls;
import io.keelson.node.members.LeaderProgress;
import io.keelson.node.replica.ReplicaStatus;
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
  /** The way to other members when there is none. */
  static final PeerCalls UNREACHABLE =
      (url, request, answered) ->
          answered.accept(new PeerCalls.Failed("no connections to other members", false));

  /** Those of a member that has no connection to others. */
  static ClusterPorts alone(NodeAssembly node) {
    return new ClusterPorts(
        member -> Long.MAX_VALUE, UNREACHABLE, () -> ownProgress(node), member -> {});
  }

  private static LeaderProgress ownProgress(NodeAssembly node) {
    ReplicaStatus status = node.replica().status().get();
    if (!status.isLeader()) {
      return LeaderProgress.NONE;
    }
    SortedMap<Long, Long> matched = new TreeMap<>();
    node.members().membership().members().forEach(member -> matched.put(member.id(), 0L));
    matched.put(status.leader(), node.replica().committedIndex().get());
    return new LeaderProgress(status.leader(), matched);
  }
}
