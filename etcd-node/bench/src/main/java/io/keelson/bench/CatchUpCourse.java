package io.keelson.bench;

import io.keelson.bench.Figure.Better;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A watcher that starts at the beginning of a long history while puts go on. */
record CatchUpCourse(Plan.Loading loading, Shape shape, Values values) implements Course {
  private static final Duration REPLAY_MAX = Duration.ofMinutes(10);
  private static final long FIRST_REVISION = 2;

  @Override
  public void run(ServerProcess server, Notes notes) throws IOException {
    SteadyComparison.preload(server, shape, loading.divisor(), values);
    TimedPuts puts = (TimedPuts) shape.workload(shape.keys(loading.divisor()), values);
    List<EventStreams> opened = new ArrayList<>(); // by the event, closed here
    try {
      new Disturbance(loading, shape, server, puts)
          .run(
              notes,
              () -> {
                long start = System.nanoTime();
                long target = puts.revision();
                EventStreams watcher =
                    new EventStreams(server, Shape.PREFIX, FIRST_REVISION, EventStreams.Layout.ONE);
                opened.add(watcher);
                watcher.await(target, REPLAY_MAX);
                double seconds = (System.nanoTime() - start) / 1e9;
                notes.add("s to replay", Better.LOWER, seconds);
                notes.add("revisions/s", Better.HIGHER, (target - FIRST_REVISION + 1) / seconds);
              });
      // Nothing is missing in all of the history and what came while it was read.
      opened.getFirst().await(puts.revision(), REPLAY_MAX);
    } finally {
      opened.forEach(EventStreams::close);
    }
  }
}
