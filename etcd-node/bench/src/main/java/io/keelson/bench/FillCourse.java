package io.keelson.bench;

import io.keelson.bench.Figure.Better;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Gigabytes put as fast as they are taken: does the rate hold to the end? */
record FillCourse(Plan.Loading loading, Shape shape, Values values) implements Course {
  private static final Duration FILL_MAX = Duration.ofMinutes(40);
  private static final int TENTHS = 10;
  private static final String RATE = "puts/s";

  @Override
  public void run(ServerProcess server, Notes notes) throws IOException {
    long keys = shape.keys(loading.divisor());
    try (Load load =
        new Load(
            server.client(shape.connections, shape.inFlight, loading.lanes()),
            shape.loading(keys, values))) {
      long cpu = ProcessReading.of(server.handle()).cpuNanos();
      List<Double> tenths = fill(load, keys);
      LoadCount count = load.closeWindow();
      cpu = ProcessReading.of(server.handle()).cpuNanos() - cpu;
      if (count.trouble().failures() > 0) {
        throw new IOException("the fill failed: " + count.trouble().text());
      }
      double first = keys / (double) TENTHS / tenths.getFirst();
      double last = keys / (double) TENTHS / (tenths.get(TENTHS - 1) - tenths.get(TENTHS - 2));
      notes.add(RATE, Better.HIGHER, count.perSecond());
      notes.add(RATE + " first 10 %", Better.HIGHER, first);
      notes.add(RATE + " last 10 %", Better.HIGHER, last);
      notes.add("% of first rate kept", Better.HIGHER, 100 * last / first);
      notes.add("p99 ms", Better.LOWER, count.millisAt(99));
      notes.add("p99.9 ms", Better.LOWER, count.millisAt(99.9));
      notes.add("server µs/op", Better.LOWER, cpu / 1e3 / count.completed());
      notes.add(
          CourseComparison.RESIDENT, Better.LOWER, CourseComparison.residentMegabytes(server));
    }
  }

  /** Seconds since the start at each tenth. */
  private static List<Double> fill(Load load, long keys) throws IOException {
    List<Double> tenths = new ArrayList<>();
    long start = System.nanoTime();
    load.start(new Pace.ClosedLoop(), keys);
    while (tenths.size() < TENTHS) {
      if (System.nanoTime() - start > FILL_MAX.toNanos()) {
        throw new IOException("the fill did not end within " + FILL_MAX);
      }
      Load.sleep(10);
      long wanted = keys * (tenths.size() + 1) / TENTHS;
      if (load.completed() >= wanted || load.isFinished()) {
        tenths.add((System.nanoTime() - start) / 1e9);
      }
    }
    load.stop();
    return tenths;
  }
}
