package io.keelson.bench;

import io.keelson.bench.Figure.Better;
import java.io.IOException;
import java.util.Iterator;

/** A snapshot of gigabytes taken by a client while puts go on. */
record SnapshotCourse(Plan.Loading loading, Shape shape, Values values) implements Course {
  @Override
  public void run(ServerProcess server, Notes notes) throws IOException {
    SteadyComparison.preload(server, shape, loading.divisor(), values);
    TimedPuts puts = (TimedPuts) shape.workload(shape.keys(loading.divisor()), values);
    try (OneCall call = new OneCall(server)) {
      new Disturbance(loading, shape, server, puts).run(notes, () -> take(call, server, notes));
    }
  }

  private static void take(OneCall call, ServerProcess server, Notes notes) {
    ResidentPeak peak = new ResidentPeak(server.handle());
    SnapshotCheck snapshot = new SnapshotCheck();
    long start = System.nanoTime();
    Iterator<byte[]> responses = call.stream(EtcdMethods.SNAPSHOT, new RequestBuffer());
    while (responses.hasNext()) {
      snapshot.take(responses.next());
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    long growth = peak.stop();
    snapshot.finish();
    notes.add("MB of snapshot", Better.LOWER, snapshot.bytes() / 1e6);
    notes.add("s to take it", Better.LOWER, seconds);
    notes.add("MB/s", Better.HIGHER, snapshot.bytes() / 1e6 / seconds);
    notes.add("RSS MB more at most", Better.LOWER, growth / 1e6);
  }
}
