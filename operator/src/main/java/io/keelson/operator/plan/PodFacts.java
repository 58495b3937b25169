package io.keelson.operator.plan;

import java.time.Instant;
import java.util.Optional;

/**
 * A member's pod.
 *
 * @param uid identity of the object, a precondition of its deletion
 * @param specHash the pod specification it was made from
 * @param version the etcd version it was made for
 * @param node the node it was assigned to, empty before
 * @param state how far it is
 * @param since since when its server runs; before it does, since when the pod is there
 * @param ready its node finds that it serves: whoever cannot reach it then may be the one at fault
 * @param labelledVoter its labels count it among the voters
 * @param terminating its deletion was asked for
 * @param seeding how far the container is that brings restored data, when it has one
 * @param message what keeps it from running, empty when nothing does
 */
public record PodFacts(
    String uid,
    String specHash,
    String version,
    String node,
    State state,
    Instant since,
    boolean ready,
    boolean labelledVoter,
    boolean terminating,
    Optional<SeedWork> seeding,
    String message) {

  /** The guard of its volume found it empty although the member has had data there. */
  public boolean foundEmptyVolume() {
    return state == State.FAILING && message.contains("VolumeLost: ");
  }

  /** How far a pod is. */
  public enum State {
    /** Not assigned to a node. */
    UNSCHEDULED,
    /** Its node prepares it or its server is not up yet. */
    STARTING,
    /** Its server runs. */
    RUNNING,
    /** Its server ends again and again, or its image cannot be had. */
    FAILING,
    /** It ended and will not run again. */
    ENDED,
    /** Its node is gone, or silent for longer than a reboot takes. */
    NODE_LOST
  }
}
