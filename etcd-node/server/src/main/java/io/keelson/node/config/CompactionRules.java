package io.keelson.node.config;

import io.keelson.node.config.CompactionConfig.Auto;
import java.time.Duration;

/** What {@code --auto-compaction-retention} means in each mode. */
final class CompactionRules {
  static final String PERIODIC = "periodic";
  static final String REVISION = "revision";

  private static final int MAX_DIGITS = 18;

  private CompactionRules() {}

  static Auto read(String mode, String retention) throws BadValueException {
    boolean isPlain = retention.length() <= MAX_DIGITS && retention.matches("\\+?[0-9]+");
    boolean isRevision = mode.equals(REVISION);
    if (isPlain && isRevision) {
      long revisions = Long.parseLong(retention);
      return revisions == 0 ? new Auto.Off() : new Auto.ByRevision(revisions);
    }
    if (isPlain) {
      long hours = Math.min(Long.parseLong(retention), Duration.ofNanos(Long.MAX_VALUE).toHours());
      return hours == 0 ? new Auto.Off() : new Auto.Periodic(Duration.ofHours(hours));
    }
    Duration duration = duration(retention);
    if (!duration.isPositive()) {
      return new Auto.Off();
    }
    // Upstream takes the nanoseconds of a duration for revisions.
    return isRevision ? new Auto.ByRevision(duration.toNanos()) : new Auto.Periodic(duration);
  }

  private static Duration duration(String retention) throws BadValueException {
    if (retention.isEmpty()) {
      return Duration.ZERO;
    }
    try {
      return GoDuration.parse(retention);
    } catch (BadValueException e) {
      throw new BadValueException("error parsing CompactionRetention: " + e.text());
    }
  }
}
