package io.keelson.backup.stream;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Holds back a stream so that it stays within a number of bytes per second. A pause is not made up
 * for by more than a second's worth at once. One thread.
 */
public final class Throttle {
  private final long bytesPerSecond;
  private final LongSupplier nanoClock;
  private long freeAt;

  /** A throttle; 0 bytes per second for none. */
  public Throttle(long bytesPerSecond, LongSupplier nanoClock) {
    this.bytesPerSecond = bytesPerSecond;
    this.nanoClock = nanoClock;
    this.freeAt = nanoClock.getAsLong();
  }

  /** How long to wait before more than these bytes may pass, in nanoseconds. */
  long delayAfter(int bytes) {
    if (bytesPerSecond <= 0) {
      return 0;
    }
    long now = nanoClock.getAsLong();
    long earliest = now - TimeUnit.SECONDS.toNanos(1);
    freeAt = freeAt - earliest < 0 ? earliest : freeAt;
    freeAt += (long) ((double) bytes / bytesPerSecond * TimeUnit.SECONDS.toNanos(1));
    return Math.max(0, freeAt - now);
  }

  /** Accounts for bytes that passed, and waits until more may. */
  public void passed(int bytes) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(delayAfter(bytes));
  }
}
