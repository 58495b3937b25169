package io.keelson.node.main;

import io.keelson.node.replica.ReplicaStatus;
import io.keelson.raft.MemberProgress;
import java.util.List;
import java.util.StringJoiner;

/**
 * What upstream shows of its Raft core under {@code /debug/vars}, in its form, as last published.
 * Who got this member's vote and where a leader goes on sending is known to the core only, and left
 * out.
 */
final class RaftStatusPage {
  private RaftStatusPage() {}

  static String of(NodeAssembly node) {
    return text(
        node.identity().nodeId(),
        node.replica().status().get(),
        node.replica().committedIndex().get(),
        node.appliedIndex().get(),
        node.replica().progress());
  }

  static String text(
      long id, ReplicaStatus status, long committed, long applied, List<MemberProgress> progress) {
    StringJoiner members = new StringJoiner(",", "{", "}");
    if (status.isLeader()) {
      for (MemberProgress member : progress) {
        members.add(
            "\"%x\":{\"match\":%d,\"state\":\"%s\"}"
                .formatted(member.id(), member.matchIndex(), state(member)));
      }
    }
    return ("{\"id\":\"%x\",\"term\":%d,\"commit\":%d,\"lead\":\"%x\",\"raftState\":\"%s\","
            + "\"applied\":%d,\"progress\":%s}")
        .formatted(
            id,
            status.term(),
            committed,
            status.leader(),
            status.isLeader() ? "StateLeader" : "StateFollower",
            applied,
            members);
  }

  private static String state(MemberProgress member) {
    return switch (member.state()) {
      case PROBE -> "StateProbe";
      case REPLICATE -> "StateReplicate";
      case SNAPSHOT -> "StateSnapshot";
    };
  }
}
