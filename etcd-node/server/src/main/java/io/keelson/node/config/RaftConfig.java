package io.keelson.node.config;

import java.time.Duration;

/**
 * Consensus.
 *
 * @param heartbeatMillis length of a tick, which is the leader's heartbeat interval
 * @param electionMillis election timeout
 * @param initialElectionTickAdvance skip most of the first election timeout
 * @param preVote ask before campaigning
 * @param snapshotCount applied entries between snapshots
 * @param snapshotCatchUpEntries entries kept for slow followers
 * @param maxSnapshots snapshot files kept, 0 for all
 * @param maxWals log files kept, 0 for all
 * @param peerReadTimeout on connections between members
 * @param peerWriteTimeout on connections between members
 */
public record RaftConfig(
    long heartbeatMillis,
    long electionMillis,
    boolean initialElectionTickAdvance,
    boolean preVote,
    long snapshotCount,
    long snapshotCatchUpEntries,
    long maxSnapshots,
    long maxWals,
    Duration peerReadTimeout,
    Duration peerWriteTimeout) {

  /** Ticks without a leader before a campaign. */
  public int electionTicks() {
    return Math.toIntExact(electionMillis / heartbeatMillis);
  }

  /** How long a request may take: queueing and disk, and two elections. */
  public Duration requestTimeout() {
    return Duration.ofSeconds(5).plusMillis(2L * electionTicks() * heartbeatMillis);
  }
}
