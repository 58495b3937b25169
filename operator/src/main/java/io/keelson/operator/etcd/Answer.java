package io.keelson.operator.etcd;

import java.util.List;

/**
 * What a member said of itself.
 *
 * @param memberId its identity
 * @param clusterId the cluster's identity
 * @param leaderId who leads in its view, 0: nobody
 * @param term its term
 * @param raftIndex its last log entry
 * @param appliedIndex the last entry it applied
 * @param learner it has no vote
 * @param serving it answered a linearizable read; a learner: a serializable one
 * @param version the version it runs
 * @param revision the store's revision
 * @param dbBytes size of the store on disk
 * @param dbBytesInUse what of it is in use
 * @param quotaBytes the size at which it refuses writes, 0 where it does not tell
 * @param errors what it complains about, such as raised alarms
 */
public record Answer(
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
    long quotaBytes,
    List<String> errors) {
  public Answer {
    errors = List.copyOf(errors);
  }
}
