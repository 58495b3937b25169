package io.keelson.operator.backup.schedule;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When the backups of one cluster begin.
 *
 * @param timetable the scheduled times
 * @param seed what tells this schedule and cluster from others, so that their jitter differs
 * @param jitter each run begins at most this after its scheduled time, in whole seconds
 * @param startingDeadline a run that cannot begin for that long is missed
 */
public record Timing(Timetable timetable, String seed, Duration jitter, Duration startingDeadline) {
  public Timing {
    if (jitter.isNegative() || startingDeadline.isNegative()) {
      throw new IllegalArgumentException("durations are not negative");
    }
  }

  /**
   * When the run of a scheduled time begins: the same whenever it is asked, and before the next
   * scheduled time, so that runs keep their order.
   */
  public Instant start(Instant scheduled) {
    if (jitter.toSeconds() == 0) {
      return scheduled;
    }
    long latest =
        timetable
            .next(scheduled)
            .map(next -> Duration.between(scheduled, next).toSeconds() - 1)
            .filter(room -> room < jitter.toSeconds())
            .orElse(jitter.toSeconds());
    return scheduled.plusSeconds(Long.remainderUnsigned(hash(scheduled), latest + 1));
  }

  private long hash(Instant scheduled) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest((seed + "/" + scheduled.getEpochSecond()).getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(digest).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The last scheduled time whose run has begun, or should have. */
  Optional<Instant> latestStarted(Instant now) {
    Optional<Instant> latest = timetable.latest(now);
    return latest.isPresent() && start(latest.get()).isAfter(now)
        ? timetable.latest(latest.get().minusNanos(1))
        : latest;
  }

  /**
   * When the next run begins.
   *
   * @param handled no scheduled time up to this one is run any more
   */
  Optional<Instant> nextStart(Instant handled, Instant now) {
    Instant started = latestStarted(now).orElse(now);
    Instant from = handled.isAfter(started) && !handled.isAfter(now) ? handled : started;
    return timetable.next(from).map(this::start);
  }
}
