package io.keelson.node.api;

import io.grpc.stub.ServerCallStreamObserver;
import io.keelson.node.agent.NanoClock;
import io.keelson.node.log.Logger;
import io.keelson.node.metrics.Histogram;
import io.keelson.node.mvcc.MvccStore;
import io.keelson.node.snapshot.StoreSnapshot;
import io.keelson.proto.etcdserverpb.SnapshotResponse;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;

/**
 * Serves {@code Maintenance.Snapshot}. So many at once; one more is refused with {@link
 * Statuses#TOO_MANY_SNAPSHOTS}, since each keeps what the store would otherwise drop.
 */
public final class SnapshotCalls {
  private static final int RUNNING_MAX = 4;

  private final MvccStore store;
  private final Surroundings surroundings;
  private final AtomicInteger running = new AtomicInteger();

  /**
   * What the calls take from around them.
   *
   * @param worker runs the reading, in short turns; may reject
   * @param duration how long calls took
   * @param sizeText writes a size for people
   */
  public record Surroundings(
      Executor worker,
      NanoClock clock,
      Histogram duration,
      Logger log,
      LongFunction<String> sizeText) {}

  /** Serves snapshots of a store. */
  public SnapshotCalls(MvccStore store, Surroundings surroundings) {
    this.store = store;
    this.surroundings = surroundings;
  }

  /** Begins a call; returns at once. */
  void start(ServerCallStreamObserver<SnapshotResponse> client) {
    if (running.incrementAndGet() > RUNNING_MAX) {
      running.decrementAndGet();
      client.onError(Statuses.TOO_MANY_SNAPSHOTS.asRuntimeException());
      return;
    }
    StoreSnapshot snapshot = new StoreSnapshot(store.view());
    new SnapshotCall(snapshot, client, surroundings, running::decrementAndGet).start();
  }
}
