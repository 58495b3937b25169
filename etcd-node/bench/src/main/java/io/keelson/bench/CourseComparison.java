package io.keelson.bench;

import io.keelson.bench.Figure.Better;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Shapes that are a course of events: a restart, memory after loading, a long fill. */
final class CourseComparison {
  private static final Duration FILL_MAX = Duration.ofMinutes(40);
  private static final int TENTHS = 10;
  private static final String READY = "s to the first read";
  private static final String RESIDENT = "RSS MB";
  private static final String RATE = "puts/s";
  private static final String CPU = "server µs/op";

  private final Plan plan;
  private final Shape shape;
  private final Values values;
  private final Map<String, Better> measures = new LinkedHashMap<>();
  private final Map<String, List<Double>> ours = new LinkedHashMap<>();
  private final Map<String, List<Double>> theirs = new LinkedHashMap<>();

  CourseComparison(Plan plan, Shape shape, Values values) {
    this.plan = plan;
    this.shape = shape;
    this.values = values;
  }

  List<Figure> run() throws IOException {
    if (shape == Shape.RESTART_1M && !plan.isFresh()) {
      restartAlternating();
    } else {
      for (int pair = 0; pair < plan.pairs(); pair++) {
        once(plan.ours(), ours);
        once(plan.theirs(), theirs);
      }
    }
    List<Figure> figures = new ArrayList<>();
    measures.forEach(
        (measure, better) ->
            figures.add(
                new Figure(shape.title, measure, better, of(ours, measure), of(theirs, measure))));
    return figures;
  }

  /** Loaded once, then killed and started again as often as there are pairs. */
  private void restartAlternating() throws IOException {
    try (ServerProcess our = server(plan.ours());
        ServerProcess their = server(plan.theirs())) {
      for (ServerProcess server : List.of(our, their)) {
        server.start();
        SteadyComparison.preload(server, shape, plan.loading().divisor(), values);
      }
      for (int pair = 0; pair < plan.pairs(); pair++) {
        restart(our, ours);
        restart(their, theirs);
      }
    }
  }

  private void restart(ServerProcess server, Map<String, List<Double>> side) throws IOException {
    server.kill();
    note(server, side, READY, Better.LOWER, server.start() / 1e9);
    note(server, side, RESIDENT, Better.LOWER, residentMegabytes(server));
  }

  private void once(ServerProgram program, Map<String, List<Double>> side) throws IOException {
    try (ServerProcess server = server(program)) {
      server.start();
      if (shape == Shape.FILL_5G) {
        fill(server, side);
        return;
      }
      SteadyComparison.preload(server, shape, plan.loading().divisor(), values);
      if (shape == Shape.RESTART_1M) {
        restart(server, side);
      } else {
        note(server, side, RESIDENT, Better.LOWER, residentMegabytes(server));
      }
    }
  }

  private void fill(ServerProcess server, Map<String, List<Double>> side) throws IOException {
    long keys = shape.keys(plan.loading().divisor());
    List<Double> tenths = new ArrayList<>(); // seconds since the start at each tenth
    try (Load load =
        new Load(
            server.client(shape.connections, shape.inFlight, plan.loading().lanes()),
            shape.loading(keys, values))) {
      long cpu = ProcessReading.of(server.handle()).cpuNanos();
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
      LoadCount count = load.closeWindow();
      cpu = ProcessReading.of(server.handle()).cpuNanos() - cpu;
      if (count.trouble().failures() > 0) {
        throw new IOException("the fill failed: " + count.trouble().text());
      }
      double first = keys / (double) TENTHS / tenths.getFirst();
      double last = keys / (double) TENTHS / (tenths.get(TENTHS - 1) - tenths.get(TENTHS - 2));
      note(server, side, RATE, Better.HIGHER, count.perSecond());
      note(server, side, RATE + " first 10 %", Better.HIGHER, first);
      note(server, side, RATE + " last 10 %", Better.HIGHER, last);
      note(server, side, "% of first rate kept", Better.HIGHER, 100 * last / first);
      note(server, side, "p99 ms", Better.LOWER, count.millisAt(99));
      note(server, side, "p99.9 ms", Better.LOWER, count.millisAt(99.9));
      note(server, side, CPU, Better.LOWER, cpu / 1e3 / count.completed());
      note(server, side, RESIDENT, Better.LOWER, residentMegabytes(server));
    }
  }

  private ServerProcess server(ServerProgram program) throws IOException {
    return new ServerProcess(program, plan.site(), shape.title);
  }

  private static double residentMegabytes(ServerProcess server) {
    return ProcessReading.of(server.handle()).residentBytes() / 1e6;
  }

  private void note(
      ServerProcess server,
      Map<String, List<Double>> side,
      String measure,
      Better better,
      double value) {
    measures.put(measure, better);
    side.computeIfAbsent(measure, _ -> new ArrayList<>()).add(value);
    System.err.printf(
        Locale.ROOT, "%s %s: %.2f %s%n", shape.title, server.program().label(), value, measure);
  }

  private static List<Double> of(Map<String, List<Double>> side, String measure) {
    return side.getOrDefault(measure, List.of());
  }
}
