package io.keelson.bench;

import io.grpc.MethodDescriptor;
import io.keelson.bench.SimpleWorkloads.KeyOrder;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/** Leases with the ids 1, 2, 3 …; each workload starts at 1 and goes on from run to run. */
final class LeaseWorkloads {
  private LeaseWorkloads() {}

  static Workload grant(long ttlSeconds) {
    return share -> {
      LaneCounter counter = new LaneCounter(share);
      return Workload.each(share, () -> new Grant(() -> 1 + counter.next(), ttlSeconds));
    };
  }

  /** Revokes in the order of the grants. */
  static Workload revoke() {
    return share -> {
      LaneCounter counter = new LaneCounter(share);
      return Workload.each(
          share,
          () ->
              request -> {
                Requests.lease(request, 1 + counter.next());
                return EtcdMethods.LEASE_REVOKE;
              });
    };
  }

  /** One request at a time on streams that stay open; sequential order starts again at its end. */
  static Workload keepAlive(KeyOrder order, long leases) {
    return share -> {
      SplittableRandom random = new SplittableRandom(83L + share.lane());
      LaneCounter counter = new LaneCounter(share);
      LongSupplier ids =
          order == KeyOrder.RANDOM
              ? () -> 1 + random.nextLong(leases)
              : () -> 1 + counter.next() % leases;
      return Workload.each(share, () -> new KeepAlive(ids));
    };
  }

  /** Puts one key for each lease, attached to it. */
  static Workload attach(String prefix, byte[] value) {
    return share -> {
      LaneCounter counter = new LaneCounter(share);
      return Workload.each(
          share,
          () -> {
            KeyBuffer key = new KeyBuffer(prefix);
            return request -> {
              long number = counter.next();
              Requests.putAttached(request, key.of(number), value, 1 + number);
              return EtcdMethods.PUT;
            };
          });
    };
  }

  private static final class Grant implements Source {
    private final LongSupplier ids;
    private final long ttlSeconds;
    private long id;

    Grant(LongSupplier ids, long ttlSeconds) {
      this.ids = ids;
      this.ttlSeconds = ttlSeconds;
    }

    @Override
    public MethodDescriptor<RequestBuffer, byte[]> next(RequestBuffer request) {
      id = ids.getAsLong();
      Requests.leaseGrant(request, id, ttlSeconds);
      return EtcdMethods.LEASE_GRANT;
    }

    @Override
    public void completed(byte[] response) {
      checkLives(response, id);
    }
  }

  private static final class KeepAlive implements Source {
    private final LongSupplier ids;
    private long id;

    KeepAlive(LongSupplier ids) {
      this.ids = ids;
    }

    @Override
    public boolean holdsStream() {
      return true;
    }

    @Override
    public MethodDescriptor<RequestBuffer, byte[]> next(RequestBuffer request) {
      id = ids.getAsLong();
      Requests.lease(request, id);
      return EtcdMethods.LEASE_KEEP_ALIVE;
    }

    @Override
    public void completed(byte[] response) {
      checkLives(response, id);
    }
  }

  /** Grants and renewals are answered with the id and a time to live; 0 says there is no lease. */
  private static void checkLives(byte[] response, long id) {
    long answered = ResponseCursor.numberIn(new ResponseCursor(response), 2);
    long ttl = ResponseCursor.numberIn(new ResponseCursor(response), 3);
    if (answered != id || ttl <= 0) {
      throw new IllegalStateException(
          "lease %d: the answer is about %d, TTL %d".formatted(id, answered, ttl));
    }
  }
}
