package io.keelson.operator.backup.schedule;

import java.time.Instant;

/** What is to be done to the backups of a cluster. Each can be repeated. */
public sealed interface Action {
  /**
   * Make a backup; its name follows from the time, so that it is made once.
   *
   * @param attempt 1, or more after failures
   */
  record Start(Instant scheduledAt, int attempt) implements Action {}

  /** Give up a backup that still goes on, since the next one is due. */
  record Cancel(String backup) implements Action {}

  /**
   * Remove a backup that no rule keeps.
   *
   * @param why for people
   */
  record Remove(String backup, String why) implements Action {}

  /**
   * Ask for another verification.
   *
   * @param restores by a restore, not only by reading it
   */
  record Verify(String backup, boolean restores) implements Action {}
}
