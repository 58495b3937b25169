package io.keelson.operator.backup.schedule;

import java.time.Duration;
import java.util.Optional;

/**
 * How often backups are verified again.
 *
 * @param backups after so many new ones; 0 for never
 * @param period or after so long, when given
 * @param restores the newest is restored, not only read
 * @param patience how long an answer is waited for before another one is asked for
 */
public record Rehearsal(
    int backups, Optional<Duration> period, boolean restores, Duration patience) {
  boolean isOff() {
    return backups == 0 && period.isEmpty();
  }
}
