package io.keelson.operator.backup.schedule;

import java.time.Instant;
import java.util.Optional;

/**
 * One backup of a schedule and cluster, as it is seen.
 *
 * @param scheduledAt the moment it was made for: a scheduled time, or that of another attempt
 * @param attempt 1 for a scheduled run, one more for each attempt after a failure
 * @param state what became of it
 * @param takenAt when the snapshot was taken; of a backup without one, when it was scheduled
 * @param endedAt when it was complete or given up
 * @param bytes of the stored object
 * @param check its last verification
 * @param requestedAt when another verification was last asked for
 * @param message why it failed, for people
 */
public record BackupFacts(
    String name,
    Instant scheduledAt,
    int attempt,
    State state,
    Instant takenAt,
    Optional<Instant> endedAt,
    long bytes,
    Optional<Check> check,
    Optional<Instant> requestedAt,
    String message) {

  /** What became of a backup. */
  public enum State {
    /** It is to be taken, or being taken. */
    ACTIVE,
    /** It is stored. */
    COMPLETE,
    /** It was given up. */
    FAILED,
    /** It is being deleted, and counts for nothing. */
    GOING
  }

  /**
   * A verification.
   *
   * @param restored it was restored, not only read
   * @param passed it was found as it was taken
   * @param seconds how long the restore took
   */
  public record Check(Instant time, boolean restored, boolean passed, Optional<Double> seconds) {}

  /** Stored, and not found damaged since. */
  public boolean isGood() {
    return state == State.COMPLETE && check.map(Check::passed).orElse(true);
  }

  /** Stored, and found as it was taken. */
  public boolean isVerified() {
    return state == State.COMPLETE && check.map(Check::passed).orElse(false);
  }

  /** Given up, or found damaged. */
  public boolean isBad() {
    return state == State.FAILED || (state == State.COMPLETE && !isGood());
  }

  /** When it was last found out what it is worth. */
  Instant judgedAt() {
    Instant ended = endedAt.orElse(scheduledAt);
    return check.map(Check::time).filter(time -> time.isAfter(ended)).orElse(ended);
  }
}
