package io.keelson.node.compactor;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.OptionalLong;

/**
 * Keeps the history of a period. Samples the revision ten times in a period, or in an hour if that
 * is shorter; the oldest sample is what the period began with. Compacts first after one period,
 * then once a period, or once an hour if that is shorter; what failed is tried again after a tenth.
 */
public final class PeriodicCompactor implements Compactor {
  private static final Duration INTERVAL_MAX = Duration.ofHours(1);
  private static final int SAMPLES_PER_INTERVAL = 10;

  private final Duration retry;
  private final long compactNanos;
  private final int samplesMax;
  private final ArrayDeque<Long> samples = new ArrayDeque<>();
  private long waitNanos;
  private long lastNanos;
  private long lastRevision;

  /**
   * Begins a period.
   *
   * @param period how much history is kept, more than nothing
   */
  public PeriodicCompactor(Duration period, long nowNanos) {
    Duration interval = period.compareTo(INTERVAL_MAX) < 0 ? period : INTERVAL_MAX;
    retry = Duration.ofNanos(Math.max(1, interval.toNanos() / SAMPLES_PER_INTERVAL));
    compactNanos = interval.toNanos();
    samplesMax = Math.toIntExact(period.toNanos() / retry.toNanos() + 1);
    waitNanos = period.toNanos();
    lastNanos = nowNanos;
  }

  @Override
  public Duration interval() {
    return retry;
  }

  @Override
  public void sample(long revision) {
    samples.add(revision);
    if (samples.size() > samplesMax) {
      samples.remove();
    }
  }

  @Override
  public OptionalLong due(long nowNanos, long revision) {
    long oldest = samples.element();
    if (nowNanos - lastNanos < waitNanos || oldest == lastRevision) {
      return OptionalLong.empty();
    }
    waitNanos = compactNanos;
    return OptionalLong.of(oldest);
  }

  @Override
  public void compacted(long nowNanos, long revision) {
    lastNanos = nowNanos;
    lastRevision = revision;
  }
}
