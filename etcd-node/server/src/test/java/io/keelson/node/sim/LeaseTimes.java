package io.keelson.node.sim;

import io.keelson.node.sim.History.Call;
import java.util.TreeMap;

/** When leases may end by themselves at the earliest, as their clients have to understand it. */
final class LeaseTimes {
  private static final double NANOS_PER_SECOND = 1e9;

  private final TreeMap<Long, Long> ttlSeconds = new TreeMap<>();
  private final TreeMap<Long, Long> firstExpiry = new TreeMap<>();

  /**
   * Reads a history.
   *
   * @param drift by which share clocks may be fast
   */
  LeaseTimes(History history, double drift) {
    for (Call call : history.calls()) {
      if (call.op() instanceof Op.Grant grant) {
        ttlSeconds.put(grant.lease(), grant.ttlSeconds());
        lives(grant.lease(), call, drift);
      } else if (call.op() instanceof Op.KeepAlive alive && call.isDone()) {
        lives(alive.lease(), call, drift);
      }
    }
  }

  private void lives(long lease, Call since, double drift) {
    double nanos = ttlSeconds.getOrDefault(lease, 0L) * NANOS_PER_SECOND * (1 - drift);
    firstExpiry.merge(lease, since.invokedNanos() + (long) nanos, Math::max);
  }

  /** Whether the lease that an operation names, if any, can ever have existed. */
  boolean mayHold(Op op) {
    return !(op instanceof Op.Put put) || put.lease() == 0 || ttlSeconds.containsKey(put.lease());
  }

  /** No earlier than this, virtual time. */
  long firstExpiryNanos(long lease) {
    return firstExpiry.getOrDefault(lease, History.NEVER);
  }
}
