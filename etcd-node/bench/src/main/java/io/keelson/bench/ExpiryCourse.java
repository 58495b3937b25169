package io.keelson.bench;

import io.keelson.bench.Figure.Better;
import io.keelson.bench.SimpleWorkloads.KeyOrder;
import java.io.IOException;
import java.time.Duration;

/**
 * Many leases with one key each, all renewed in one go, then left alone: how long after they are
 * due is the last key gone? A watcher sees each deletion.
 */
record ExpiryCourse(Plan.Loading loading, Shape shape) implements Course {
  private static final long TTL_SECONDS_MAX = 60; // long enough to grant and renew all
  private static final long TTL_SECONDS_MIN = 20;
  private static final Duration GONE_MAX = Duration.ofMinutes(20);
  private static final byte[] VALUE = new byte[64];

  @Override
  public void run(ServerProcess server, Notes notes) throws IOException {
    long leases = shape.keys(loading.divisor());
    long ttl = Math.clamp(TTL_SECONDS_MAX / loading.divisor(), TTL_SECONDS_MIN, TTL_SECONDS_MAX);
    ClientConfig client = server.client(shape.connections, shape.inFlight, loading.lanes());
    try (EventStreams watcher = new EventStreams(server, Shape.PREFIX, 0, EventStreams.Layout.ONE);
        OneCall call = new OneCall(server)) {
      SteadyComparison.run(client, LeaseWorkloads.grant(ttl), leases);
      SteadyComparison.run(client, LeaseWorkloads.attach(Shape.PREFIX, VALUE), leases);
      long firstDue = System.nanoTime() + Duration.ofSeconds(ttl).toNanos();
      SteadyComparison.run(client, LeaseWorkloads.keepAlive(KeyOrder.SEQUENTIAL, leases), leases);
      long lastDue = System.nanoTime() + Duration.ofSeconds(ttl).toNanos();
      notes.add("s from first to last due", Better.LOWER, (lastDue - firstDue) / 1e9);

      long put = 1 + leases; // a new store is at revision 1
      watcher.await(put, GONE_MAX);
      if (watcher.take().events() != leases) {
        throw new IOException("leases expired before the last was renewed, or puts are missing");
      }
      Load.sleep(Math.max(0, (firstDue - System.nanoTime()) / 1_000_000));
      if (watcher.take().events() != 0) {
        throw new IOException("a lease expired early");
      }
      long cpu = ProcessReading.of(server.handle()).cpuNanos();
      for (int percent : new int[] {1, 50, 100}) {
        watcher.await(put + Math.max(1, leases * percent / 100), GONE_MAX);
        double seconds = (System.nanoTime() - firstDue) / 1e9;
        notes.add("s from first due to " + percent + " % gone", Better.LOWER, seconds);
      }
      double late = (System.nanoTime() - lastDue) / 1e9;
      notes.add("s from last due to all gone", Better.LOWER, late);
      cpu = ProcessReading.of(server.handle()).cpuNanos() - cpu;
      notes.add("server µs/lease", Better.LOWER, cpu / 1e3 / leases);
      checkNoneLeft(call);
    }
  }

  private static void checkNoneLeft(OneCall call) throws IOException {
    byte[] left = call.unary(EtcdMethods.LEASE_LEASES, new RequestBuffer());
    long count = ResponseCursor.countOf(new ResponseCursor(left), 2);
    if (count != 0) {
      throw new IOException(count + " leases are left though their keys are gone");
    }
  }
}
