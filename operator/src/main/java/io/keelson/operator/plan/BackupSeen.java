package io.keelson.operator.plan;

import io.keelson.operator.resource.BackupUse;
import java.time.Instant;
import java.util.Optional;

/**
 * One backup of the cluster.
 *
 * @param use why the operator itself made it; empty: somebody else did
 * @param number counts those that the operator made
 * @param version the version that an upgrade was to go to; else empty
 * @param ofThisCluster false: made by the operator for a former cluster of this name
 * @param taken when its snapshot was taken, once it is complete
 * @param verification what the last one found; empty: none was asked for, or it could not be done
 * @param verifiedAt when that was
 * @param restoreSeconds how long a restore for verification took; 0: none was made
 * @param ended when it was complete or given up
 * @param reason why it failed, or why it is not as it was taken; else empty
 */
public record BackupSeen(
    String name,
    Optional<BackupUse> use,
    int number,
    String version,
    boolean ofThisCluster,
    State state,
    Optional<Instant> taken,
    Optional<Boolean> verification,
    Optional<Instant> verifiedAt,
    String revision,
    double restoreSeconds,
    Optional<Instant> ended,
    String reason,
    String message) {
  /** How far it is. */
  public enum State {
    WORKING,
    COMPLETE,
    FAILED
  }

  /** Complete, and not found to be bad. */
  public boolean good() {
    return state == State.COMPLETE && verification.orElse(true);
  }
}
