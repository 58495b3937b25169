package io.keelson.raft;

/**
 * Settings of a Raft node.
 *
 * @param id this member, not 0
 * @param electionTicks ticks without a leader before a follower campaigns; drawn anew from here to
 *     twice this minus one each time
 * @param heartbeatTicks ticks between a leader's heartbeats
 * @param committedBytesMax bytes of entries in one {@link Ready#committed}; at least one entry goes
 * @param uncommittedBytesMax bytes of proposals that may wait for their commit; more are refused
 */
public record RaftConfig(
    long id,
    int electionTicks,
    int heartbeatTicks,
    long committedBytesMax,
    long uncommittedBytesMax) {
  /** Checks the bounds. */
  public RaftConfig {
    Invariant.check(id != 0, "member id is not 0");
    Invariant.check(electionTicks > heartbeatTicks && heartbeatTicks > 0, "election > heartbeat");
  }
}
