package io.keelson.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Alternating windows of steady load, A B A B. Both servers stay up, and the one without load is
 * shown to be idle; with fresh processes each window has a server of its own.
 */
final class SteadyComparison {
  private static final Duration PRELOAD_MAX = Duration.ofMinutes(20);
  private static final int PRELOAD_IN_FLIGHT = 64;

  private final Plan plan;
  private final Shape shape;
  private final Values values;
  private final List<Window> ours = new ArrayList<>();
  private final List<Window> theirs = new ArrayList<>();

  SteadyComparison(Plan plan, Shape shape, Values values) {
    this.plan = plan;
    this.shape = shape;
    this.values = values;
  }

  List<Window> ours() {
    return ours;
  }

  List<Window> theirs() {
    return theirs;
  }

  void run() throws IOException {
    if (plan.isFresh()) {
      for (int pair = 0; pair < plan.pairs(); pair++) {
        ours.add(freshWindow(plan.ours(), pair));
        theirs.add(freshWindow(plan.theirs(), pair));
      }
      return;
    }
    try (SteadySide ourSide = new SteadySide(plan, shape, values, plan.ours(), 0);
        SteadySide theirSide = new SteadySide(plan, shape, values, plan.theirs(), 0)) {
      ourSide.warm();
      theirSide.warm();
      for (int pair = 0; pair < plan.pairs(); pair++) {
        ours.add(ourSide.window(pair, theirSide::reading));
        theirs.add(theirSide.window(pair, ourSide::reading));
      }
    }
  }

  private Window freshWindow(ServerProgram program, int pair) throws IOException {
    try (SteadySide side = new SteadySide(plan, shape, values, program, pair)) {
      side.warm();
      return side.window(pair, () -> ProcessReading.NONE);
    }
  }

  /** Loads the keys a shape needs. */
  static void preload(ServerProcess server, Shape shape, int divisor, Values values)
      throws IOException {
    long keys = shape.keys(divisor);
    if (keys > 0) {
      run(server.client(4, PRELOAD_IN_FLIGHT, 1), shape.loading(keys, values), keys);
    }
  }

  /** Sends this many requests as fast as they are answered; throws if one of them fails. */
  static void run(ClientConfig client, Workload workload, long requests) throws IOException {
    try (Load load = new Load(client, workload)) {
      run(load, new Pace.ClosedLoop(), requests);
    }
  }

  /** The same with a load that goes on where it ended. */
  static LoadCount run(Load load, Pace pace, long requests) throws IOException {
    load.start(pace, requests);
    load.finish(PRELOAD_MAX);
    LoadCount count = load.closeWindow();
    if (count.trouble().failures() > 0) {
      throw new IOException("requests failed: " + count.trouble().text());
    }
    return count;
  }
}
