package io.keelson.node.replica;

/**
 * What other threads may know of the replica.
 *
 * @param term current term
 * @param leader leading member, 0 if unknown
 * @param isLeader whether this member leads
 * @param isSoleVoter whether nobody else can commit anything
 * @param readBarrier index that must be applied before this member, as leader and sole voter, may
 *     serve linearizable reads from its own state; {@link Long#MAX_VALUE} while it may not
 */
public record ReplicaStatus(
    long term, long leader, boolean isLeader, boolean isSoleVoter, long readBarrier) {
  /** Before the replica has run. */
  public static final ReplicaStatus UNKNOWN = new ReplicaStatus(0, 0, false, false, Long.MAX_VALUE);
}
