package io.keelson.node.replica;

import io.keelson.node.agent.NanoClock;

/**
 * Time as leases are measured in: microseconds since this member started, on the monotonic clock,
 * so that steps of the wall clock neither end nor prolong a lease.
 *
 * @param originNanos when this member started
 * @param extensionMicros what a new leader adds to what is left, for renewals lost in the election
 * @param checkpointMicros time between two checkpoints of a lease; 0 for no checkpoints
 */
public record LeaseTiming(long originNanos, long extensionMicros, long checkpointMicros) {
  private static final long NANOS_PER_MICRO = 1000;

  /** Measures from now on. */
  public static LeaseTiming startingNow(
      NanoClock clock, long extensionMicros, long checkpointMicros) {
    return new LeaseTiming(clock.nanoTime(), extensionMicros, checkpointMicros);
  }

  long micros(long nanos) {
    return (nanos - originNanos) / NANOS_PER_MICRO;
  }

  /** The first time at which {@link #micros} is no less than this. */
  long nanos(long micros) {
    return micros > Long.MAX_VALUE / NANOS_PER_MICRO
        ? Long.MAX_VALUE
        : originNanos + micros * NANOS_PER_MICRO;
  }

  boolean isCheckpointing() {
    return checkpointMicros > 0;
  }
}
