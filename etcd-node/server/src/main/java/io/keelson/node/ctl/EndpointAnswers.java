package io.keelson.node.ctl;

import io.keelson.node.config.HumanBytes;
import io.keelson.proto.etcdserverpb.HashKVResponse;
import io.keelson.proto.etcdserverpb.Member;
import io.keelson.proto.etcdserverpb.MemberListResponse;
import io.keelson.proto.etcdserverpb.StatusResponse;
import java.util.ArrayList;
import java.util.List;

/** What endpoints and members said, and as rows of text. */
final class EndpointAnswers {
  static final List<String> MEMBER_HEADINGS =
      List.of("ID", "Status", "Name", "Peer Addrs", "Client Addrs", "Is Learner");
  static final List<String> HEALTH_HEADINGS = List.of("endpoint", "health", "took", "error");
  static final List<String> HASH_HEADINGS = List.of("endpoint", "hash", "hash revision");
  static final List<String> STATUS_HEADINGS =
      List.of(
          "endpoint",
          "ID",
          "version",
          "storage version",
          "db size",
          "in use",
          "percentage not in use",
          "quota",
          "is leader",
          "is learner",
          "raft term",
          "raft index",
          "raft applied index",
          "errors",
          "downgrade target version",
          "downgrade enabled");

  private EndpointAnswers() {}

  /**
   * Whether an endpoint serves.
   *
   * @param took in Go's form
   * @param error empty for none
   */
  record Health(String endpoint, boolean isHealthy, String took, String error) {}

  /** What an endpoint says of itself. */
  record Status(String endpoint, StatusResponse answer) {}

  /** The hash of an endpoint's keys. */
  record Hash(String endpoint, HashKVResponse answer) {}

  static List<List<String>> members(MemberListResponse answer) {
    List<List<String>> rows = new ArrayList<>();
    for (Member member : answer.getMembersList()) {
      rows.add(
          List.of(
              Long.toHexString(member.getID()),
              member.getName().isEmpty() ? "unstarted" : "started",
              member.getName(),
              String.join(",", member.getPeerURLsList()),
              String.join(",", member.getClientURLsList()),
              String.valueOf(member.getIsLearner())));
    }
    return rows;
  }

  static List<List<String>> health(List<Health> answers) {
    List<List<String>> rows = new ArrayList<>();
    for (Health each : answers) {
      rows.add(
          List.of(each.endpoint(), String.valueOf(each.isHealthy()), each.took(), each.error()));
    }
    return rows;
  }

  static List<List<String>> hashes(List<Hash> answers) {
    List<List<String>> rows = new ArrayList<>();
    for (Hash each : answers) {
      rows.add(
          List.of(
              each.endpoint(),
              Integer.toUnsignedString(each.answer().getHash()),
              Long.toString(each.answer().getHashRevision())));
    }
    return rows;
  }

  static List<List<String>> status(List<Status> answers) {
    List<List<String>> rows = new ArrayList<>();
    for (Status each : answers) {
      StatusResponse answer = each.answer();
      long member = answer.getHeader().getMemberId();
      rows.add(
          List.of(
              each.endpoint(),
              Long.toHexString(member),
              answer.getVersion(),
              answer.getStorageVersion(),
              HumanBytes.format(answer.getDbSize()),
              HumanBytes.format(answer.getDbSizeInUse()),
              unusedPercent(answer) + "%",
              HumanBytes.format(answer.getDbSizeQuota()),
              String.valueOf(answer.getLeader() == member),
              String.valueOf(answer.getIsLearner()),
              Long.toUnsignedString(answer.getRaftTerm()),
              Long.toUnsignedString(answer.getRaftIndex()),
              Long.toUnsignedString(answer.getRaftAppliedIndex()),
              String.join(", ", answer.getErrorsList()),
              answer.getDowngradeInfo().getTargetVersion(),
              String.valueOf(answer.getDowngradeInfo().getEnabled())));
    }
    return rows;
  }

  private static long unusedPercent(StatusResponse answer) {
    return answer.getDbSize() == 0 ? 0 : 100 - answer.getDbSizeInUse() * 100 / answer.getDbSize();
  }
}
