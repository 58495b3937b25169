package io.keelson.backup.source;

import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Reason;
import io.keelson.backup.request.Request.Prefer;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which member to take the snapshot from. Pure. */
public final class MemberChoice {
  private MemberChoice() {}

  /**
   * Chooses among members that answered: of those who are not behind, one that is preferred, else
   * another. Learners never.
   *
   * @param maxLag by how many log entries it may be behind the most advanced
   * @throws BackupException if all that could be taken are behind, know no leader, or belong to
   *     different clusters
   */
  public static MemberState choose(List<MemberState> states, Prefer prefer, long maxLag)
      throws BackupException {
    List<MemberState> voters = states.stream().filter(each -> !each.isLearner()).toList();
    if (voters.isEmpty()) {
      throw new BackupException(
          Reason.SOURCE_UNREACHABLE,
          "no voting member answered: check the endpoints, and that the cluster runs");
    }
    if (voters.stream().mapToLong(MemberState::clusterId).distinct().count() > 1) {
      throw new BackupException(
          Reason.INVALID_REQUEST,
          "the endpoints belong to different clusters: name those of one cluster only");
    }
    long newest = voters.stream().mapToLong(MemberState::raftIndex).max().orElse(0);
    List<MemberState> current =
        voters.stream()
            .filter(each -> each.leaderId() != 0)
            .filter(each -> newest - each.appliedIndex() <= maxLag)
            .toList();
    if (current.isEmpty()) {
      throw new BackupException(
          Reason.SOURCE_LAGGING,
          "all members that answer are more than %d log entries behind or know no leader: wait until they catch up, or raise maxLagEntries"
              .formatted(maxLag));
    }
    Comparator<MemberState> nearest =
        Comparator.comparingLong(MemberState::appliedIndex)
            .reversed()
            .thenComparing(MemberState::endpoint);
    Optional<MemberState> preferred =
        switch (prefer) {
          case FOLLOWER -> current.stream().filter(each -> !each.isLeader()).min(nearest);
          case LEADER -> current.stream().filter(MemberState::isLeader).min(nearest);
          case ANY -> Optional.empty();
        };
    return preferred.or(() -> current.stream().min(nearest)).orElseThrow();
  }
}
