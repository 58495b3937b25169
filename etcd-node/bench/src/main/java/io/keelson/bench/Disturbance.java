package io.keelson.bench;

import io.keelson.bench.Figure.Better;
import java.io.IOException;
import java.util.function.Supplier;

/**
 * Puts at a fixed rate, and how long they take before and during something else. Both windows are
 * equally long; one that lasts longer counts to its end.
 *
 * @param usage what all servers used so far
 */
record Disturbance(
    Plan.Loading loading,
    Shape shape,
    ClientConfig client,
    Supplier<ProcessReading> usage,
    TimedPuts puts) {
  static final String DURING_BEFORE = "put p99 during / before";

  Disturbance(Plan.Loading loading, Shape shape, ServerProcess server, TimedPuts puts) {
    this(loading, shape, server.client(shape, loading), server::reading, puts);
  }

  /** Whatever may disturb the puts. */
  interface Event {
    void run() throws IOException;
  }

  /** Runs the event amid the puts; the time it takes is part of the second window. */
  void run(Notes notes, Event event) throws IOException {
    Pace pace = shape.pace(loading.pace());
    try (Load load = new Load(client, puts)) {
      load.warm(pace, loading.warmupOps(), loading.window(), loading.warmup());
      long cpu = cpuNanos();
      load.openWindow();
      Load.sleep(loading.window().toMillis());
      LoadCount before = load.closeWindow();
      double quietCores = (cpuNanos() - cpu) / 1e9 / before.seconds();

      cpu = cpuNanos();
      long start = System.nanoTime();
      event.run();
      long rest = loading.window().toNanos() - (System.nanoTime() - start);
      Load.sleep(Math.max(0, rest / 1_000_000));
      LoadCount during = load.closeWindow();
      double cpuSeconds = (cpuNanos() - cpu) / 1e9;
      load.stop();

      if (before.completed() == 0
          || before.trouble().failures() + during.trouble().failures() > 0) {
        throw new IOException("puts: " + before.trouble().and(during.trouble()).text());
      }
      note(notes, before, during);
      notes.add("more CPU s", Better.LOWER, cpuSeconds - quietCores * during.seconds());
    }
  }

  private static void note(Notes notes, LoadCount before, LoadCount during) {
    notes.add("put p99 ms before", Better.LOWER, before.millisAt(99));
    notes.add("put p99 ms during", Better.LOWER, during.millisAt(99));
    notes.add(DURING_BEFORE, Better.LOWER, during.millisAt(99) / before.millisAt(99));
    notes.add("put p99.9 ms during", Better.LOWER, during.millisAt(99.9));
    notes.add("put max ms during", Better.LOWER, during.millisAt(100));
    notes.add("puts/s during", Better.HIGHER, during.perSecond());
  }

  private long cpuNanos() {
    return usage.get().cpuNanos();
  }
}
