package io.keelson.backup.source;

/**
 * What a member says of itself.
 *
 * @param endpoint where it was asked
 * @param appliedIndex log index that it has applied; its log's end where it does not tell
 */
public record MemberState(
    String endpoint,
    long memberId,
    long clusterId,
    long leaderId,
    boolean isLearner,
    long revision,
    long raftTerm,
    long raftIndex,
    long appliedIndex,
    String version,
    String storageVersion,
    long dbBytes) {
  /** Whether it leads. */
  public boolean isLeader() {
    return leaderId != 0 && leaderId == memberId;
  }
}
