package io.keelson.node.lease;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * One lease. The apply thread creates and ends it; the deadline is moved by renewals, on any
 * thread, and by the lease agent. A renewal and an expiry meet in one atomic step, so that a lease
 * which was found to be expired is never renewed afterwards.
 */
public final class Lease {
  /** Deadline of a lease whose time this member does not measure. */
  private static final long UNSET = Long.MAX_VALUE;

  private static final long MICROS = 1_000_000;
  private static final AtomicLongFieldUpdater<Lease> DEADLINE =
      AtomicLongFieldUpdater.newUpdater(Lease.class, "deadline");

  private final long id;
  private final long grantedTtlSeconds;
  private volatile long remainingTtlSeconds;
  private volatile boolean isRevoked;

  /** Microseconds at which it expires; the complement of that once it is found to be expired. */
  private volatile long deadline = UNSET;

  private boolean isTimed;

  Lease(long id, long grantedTtlSeconds, long remainingTtlSeconds) {
    this.id = id;
    this.grantedTtlSeconds = grantedTtlSeconds;
    this.remainingTtlSeconds = remainingTtlSeconds;
  }

  /** Its id; any number but 0. */
  public long id() {
    return id;
  }

  /** The time to live that it has after a renewal. */
  public long grantedTtlSeconds() {
    return grantedTtlSeconds;
  }

  /** Whether a checkpoint says that less than the granted time is left. */
  public boolean isCheckpointed() {
    return remainingTtlSeconds > 0;
  }

  /** What a new leader gives it: what the last checkpoint left, or all. */
  public long secondsToLive() {
    long remaining = remainingTtlSeconds;
    return remaining > 0 ? remaining : grantedTtlSeconds;
  }

  /** Apply thread. */
  void checkpoint(long newRemainingTtlSeconds) {
    remainingTtlSeconds = newRemainingTtlSeconds;
  }

  long remainingTtlSeconds() {
    return remainingTtlSeconds;
  }

  /** Apply thread. */
  void revoke() {
    isRevoked = true;
  }

  /** Whether it is gone. */
  public boolean isRevoked() {
    return isRevoked;
  }

  /** Gives it its whole time again; false if that is too late. Any thread. */
  public boolean renew(long nowMicros) {
    while (true) {
      long before = deadline;
      if (before <= nowMicros || isRevoked) {
        return false;
      }
      if (DEADLINE.compareAndSet(this, before, nowMicros + secondsToLive() * MICROS)) {
        return true;
      }
    }
  }

  /** Starts measuring unless that is done already. */
  public void start(long nowMicros) {
    DEADLINE.compareAndSet(this, UNSET, nowMicros + secondsToLive() * MICROS);
  }

  /** This member leads: all that is left, and some more. */
  public void restart(long nowMicros, long extraMicros) {
    deadline = nowMicros + secondsToLive() * MICROS + extraMicros;
  }

  /** This member leads no more: somebody else measures. */
  public void stop() {
    deadline = UNSET;
  }

  /** Ends it if its time is up; true if it is ended, now or before. */
  public boolean expire(long nowMicros) {
    while (true) {
      long before = deadline;
      if (before < 0) {
        return true;
      }
      if (before > nowMicros) {
        return false;
      }
      if (DEADLINE.compareAndSet(this, before, ~before)) {
        return true;
      }
    }
  }

  /** Whether it was found to be expired since this member leads. */
  public boolean isExpired() {
    return deadline < 0;
  }

  /** When it expires or expired; {@link Long#MAX_VALUE} if this member does not measure it. */
  public long deadlineMicros() {
    long value = deadline;
    return value < 0 ? ~value : value;
  }

  /** Whole seconds that are left, towards 0; negative if it should be gone. */
  public long remainingSeconds(long nowMicros) {
    long value = deadlineMicros();
    return value == UNSET ? secondsToLive() : (value - nowMicros) / MICROS;
  }

  /** Whether the lease agent will look at it at some time. That agent only. */
  public boolean isTimed() {
    return isTimed;
  }

  /** See {@link #isTimed}. */
  public void setTimed(boolean timed) {
    isTimed = timed;
  }
}
