package io.keelson.node.lease;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Leases by the time at which to look at them. A renewal does not move an entry: who looks finds
 * that there is time left and enters the lease again, so a lease costs one step here for each time
 * to live and not for each renewal. One thread.
 */
public final class Deadlines {
  private static final int GARBAGE_MIN = 1024;

  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private int revoked;

  private record Timer(long atMicros, Lease lease) implements Comparable<Timer> {
    @Override
    public int compareTo(Timer other) {
      int order = Long.compare(atMicros, other.atMicros);
      return order != 0 ? order : Long.compare(lease.id(), other.lease.id());
    }
  }

  /** Enters a lease. */
  public void add(long atMicros, Lease lease) {
    timers.add(new Timer(atMicros, lease));
  }

  /** Takes a lease that is due, the earliest first; null if none is. */
  public @Nullable Lease poll(long nowMicros) {
    while (true) {
      @Nullable Timer first = timers.peek();
      if (first == null || first.atMicros() > nowMicros) {
        return null;
      }
      timers.remove();
      if (!first.lease().isRevoked()) {
        return first.lease();
      }
      revoked--;
    }
  }

  /** When the next one is due; {@link Long#MAX_VALUE} if there is none. */
  public long nextMicros() {
    @Nullable Timer first = timers.peek();
    return first == null ? Long.MAX_VALUE : first.atMicros();
  }

  /** A lease that may be entered here was revoked: most entries must be of leases that live. */
  public void forgot() {
    revoked++;
    if (revoked > GARBAGE_MIN && revoked > timers.size() / 2) {
      List<Timer> live = new ArrayList<>(timers.size() / 2);
      for (Timer timer : timers) {
        if (!timer.lease().isRevoked()) {
          live.add(timer);
        }
      }
      timers.clear();
      timers.addAll(live);
      revoked = 0;
    }
  }

  /** Entries. */
  public int size() {
    return timers.size();
  }

  /** Forgets all. */
  public void clear() {
    timers.clear();
    revoked = 0;
  }
}
