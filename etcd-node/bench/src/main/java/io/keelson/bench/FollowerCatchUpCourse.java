package io.keelson.bench;

import io.keelson.bench.Figure.Better;
import io.keelson.bench.SimpleWorkloads.KeyOrder;
import java.io.IOException;

/**
 * A follower that missed so much that the leader's log no longer has it, and needs the leader's
 * store: how long until it has all, and what do puts at the leader suffer meanwhile? Hashes are
 * compared afterwards only, because computing them would disturb the puts by itself.
 */
record FollowerCatchUpCourse(Plan.Loading loading, Shape shape, Values values)
    implements ClusterCourse {
  /** Low enough for a log that is cut soon, high enough for the puts during the transfer. */
  static final int LOG_ENTRIES_KEPT = 20_000;

  static final int SNAPSHOT_ENTRIES = 5_000;

  /** However little is loaded, after so many entries the follower's place is cut off. */
  private static final int FURTHER_PUTS = LOG_ENTRIES_KEPT + 2 * SNAPSHOT_ENTRIES;

  private static final int FURTHER_BYTES = 16;
  private static final String SNAPSHOTS_RECEIVED = "etcd_network_snapshot_receive_success";

  @Override
  public void run(ClusterOfServers cluster, Notes notes) throws IOException {
    cluster.start();
    ServerProcess leader = cluster.leader();
    ServerProcess follower = cluster.follower(leader);
    follower.kill();
    SteadyComparison.preload(leader, shape, loading.divisor(), values);
    SteadyComparison.run(
        leader.client(shape, loading),
        SimpleWorkloads.put(Shape.PREFIX, KeyOrder.RANDOM, FURTHER_PUTS, FURTHER_BYTES, values),
        FURTHER_PUTS);
    TimedPuts puts = (TimedPuts) shape.workload(shape.keys(loading.divisor()), values);
    long[] caughtUp = new long[1];
    new Disturbance(loading, shape, leader.client(shape, loading), cluster::reading, puts)
        .run(
            notes,
            () -> {
              long start = System.nanoTime();
              caughtUp[0] = puts.revision();
              follower.spawn();
              ClusterOfServers.awaitRevision(follower, caughtUp[0]);
              double seconds = (System.nanoTime() - start) / 1e9;
              notes.add("s to catch up", Better.LOWER, seconds);
            });
    notes.add("snapshots received", Better.LOWER, follower.metric(SNAPSHOTS_RECEIVED));
    if (!cluster.leader().equals(leader)) {
      throw new IOException("another member leads after the catch-up");
    }
    cluster.checkEqual(caughtUp[0]);
  }
}
