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
 * @param isPreVoting whether a member asks before it campaigns, so that one that was cut off does
 *     not disturb the others with its term
 * @param replication bounds of what goes to followers and is kept for them
 */
public record RaftConfig(
    long id,
    int electionTicks,
    int heartbeatTicks,
    long committedBytesMax,
    long uncommittedBytesMax,
    boolean isPreVoting,
    Replication replication) {
  /**
   * Bounds of replication.
   *
   * @param appendBytesMax bytes of entries in one message; at least one entry goes
   * @param inflightMessagesMax messages with entries that a follower may not have answered
   * @param inflightBytesMax bytes of entries in these; at least one message goes
   * @param eagerMessagesMax once so many are unanswered, fewer than {@code gatherBytes} wait for
   *     the next answer: what comes in meanwhile shares one message and one write of the follower,
   *     as small segments do in TCP (RFC 896)
   * @param gatherBytes bytes of entries that never wait for more to share a message with
   * @param retainedEntriesMax applied entries kept in memory for followers that lag
   * @param retainedBytesMax bytes of these
   */
  public record Replication(
      long appendBytesMax,
      int inflightMessagesMax,
      long inflightBytesMax,
      int eagerMessagesMax,
      long gatherBytes,
      int retainedEntriesMax,
      long retainedBytesMax) {
    /** Upstream's, with a bound on memory and without many small messages. */
    public static final Replication DEFAULT =
        new Replication(1 << 20, 512, 8 << 20, 2, 64 << 10, 5000, 32 << 20);

    /** The same with another number of applied entries kept. */
    public Replication retaining(int entriesMax) {
      return new Replication(
          appendBytesMax,
          inflightMessagesMax,
          inflightBytesMax,
          eagerMessagesMax,
          gatherBytes,
          entriesMax,
          retainedBytesMax);
    }
  }

  /** Checks the bounds. */
  public RaftConfig {
    Invariant.check(id != 0, "member id is not 0");
    Invariant.check(electionTicks > heartbeatTicks && heartbeatTicks > 0, "election > heartbeat");
  }
}
