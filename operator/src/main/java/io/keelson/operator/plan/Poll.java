package io.keelson.operator.plan;

/**
 * What a member answered to the last poll.
 *
 * @param memberId its identity
 * @param clusterId the identity of the cluster it believes to be in
 * @param leaderId who leads in its view, 0: nobody
 * @param term its term
 * @param raftIndex its last log entry
 * @param appliedIndex the last entry it applied
 * @param learner it has no vote
 * @param serving it answered a linearizable read (a learner: a serializable one)
 * @param version the version it runs
 * @param revision its store's revision
 * @param dbBytes size of its store
 * @param dbBytesInUse what of it is in use
 * @param quotaBytes the size at which it refuses writes, 0 where it does not tell
 */
public record Poll(
    long memberId,
    long clusterId,
    long leaderId,
    long term,
    long raftIndex,
    long appliedIndex,
    boolean learner,
    boolean serving,
    String version,
    long revision,
    long dbBytes,
    long dbBytesInUse,
    long quotaBytes) {}
