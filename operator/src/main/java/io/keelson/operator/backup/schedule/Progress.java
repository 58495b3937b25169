package io.keelson.operator.backup.schedule;

import java.time.Instant;
import java.util.Optional;

/**
 * What has to be remembered of a schedule and cluster between two passes; it lies in the status.
 *
 * @param mark the last scheduled time that was dealt with: run, missed or passed over
 * @param missed scheduled times that were not run, since the schedule was made
 * @param rehearsedAt when a backup was last verified at the schedule's level
 * @param provenAt the same, when it passed
 * @param restoreSeconds how long the last restore took that passed
 * @param pending the verification that was asked for and is not answered
 */
public record Progress(
    Optional<Instant> mark,
    long missed,
    Optional<Instant> rehearsedAt,
    Optional<Instant> provenAt,
    Optional<Double> restoreSeconds,
    Optional<Pending> pending) {

  /** A verification that was asked for. */
  public record Pending(String backup, Instant requestedAt) {}

  /** Nothing has happened yet. */
  public static Progress none() {
    return new Progress(
        Optional.empty(),
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  Progress withRuns(Optional<Instant> newMark, long newMissed) {
    return new Progress(newMark, newMissed, rehearsedAt, provenAt, restoreSeconds, pending);
  }

  Progress withProof(Proofs.Proof proof) {
    return new Progress(
        mark, missed, proof.rehearsedAt(), proof.provenAt(), proof.restoreSeconds(), pending);
  }

  Progress withPending(Optional<Pending> newPending) {
    return new Progress(mark, missed, rehearsedAt, provenAt, restoreSeconds, newPending);
  }
}
