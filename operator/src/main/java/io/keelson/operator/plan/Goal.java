package io.keelson.operator.plan;

import java.time.Duration;

/**
 * What the user asks for, as far as decisions depend on it.
 *
 * @param replicas voters wanted, at least 1
 * @param specHash names the pod specification wanted; a pod with another one is out of date
 * @param version etcd version wanted, {@code x.y.z}
 * @param claimBytes size that each claim is to have at least
 * @param mode whether members are to run
 * @param repair when and how broken members are repaired
 * @param canarySoak how long the first member of a new version has to be healthy before the next
 */
public record Goal(
    int replicas,
    String specHash,
    String version,
    long claimBytes,
    Mode mode,
    Repair repair,
    Duration canarySoak) {

  /** Whether members are to run. */
  public enum Mode {
    /** They run and changes are carried out. */
    RUN,
    /** Nothing is changed. */
    PAUSED,
    /** Pods are gone, volumes stay. */
    HIBERNATED,
    /** The cluster is being deleted, and a last backup comes first. */
    ENDING_WITH_BACKUP,
    /** The cluster is being deleted and its volumes stay. */
    ENDING_KEEP_VOLUMES,
    /** The cluster is being deleted with its volumes. */
    ENDING_DELETE_VOLUMES;

    boolean ending() {
      return this == ENDING_KEEP_VOLUMES || this == ENDING_DELETE_VOLUMES;
    }
  }

  /**
   * Repair of members.
   *
   * @param enabled false: broken members are reported and left alone
   * @param notReadyAfter how long a member may be unhealthy before something is done
   * @param recreationsMax how often a pod is made anew before the member is replaced
   * @param recreationPause least time between two recreations of the same member
   * @param promoteLagMax log entries that a learner may lack when it is promoted
   * @param promoteSoak how long a learner has to be healthy before it is promoted
   * @param promoteDeadline how long a learner may take before it is replaced
   */
  public record Repair(
      boolean enabled,
      Duration notReadyAfter,
      int recreationsMax,
      Duration recreationPause,
      long promoteLagMax,
      Duration promoteSoak,
      Duration promoteDeadline) {}
}
