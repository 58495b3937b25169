package io.keelson.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Alternating windows of steady load, A B A B. Both servers stay up, and the one without load is
 * shown to be idle; with fresh processes each window has a server of its own.
 */
final class SteadyComparison {
  private static final Duration SETTLE = Duration.ofSeconds(2);
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
    try (Side ourSide = new Side(plan.ours(), 0);
        Side theirSide = new Side(plan.theirs(), 0)) {
      ourSide.warm(plan.loading().warmup(), plan.loading().warmupOps());
      theirSide.warm(plan.loading().warmup(), plan.loading().warmupOps());
      for (int pair = 0; pair < plan.pairs(); pair++) {
        ours.add(ourSide.window(pair, theirSide.server.handle()));
        theirs.add(theirSide.window(pair, ourSide.server.handle()));
      }
    }
  }

  private Window freshWindow(ServerProgram program, int pair) throws IOException {
    try (Side side = new Side(program, pair)) {
      side.warm(plan.loading().warmup(), plan.loading().warmupOps());
      return side.window(pair, ProcessHandle.current());
    }
  }

  /** Loads the keys a shape needs. */
  static void preload(ServerProcess server, Shape shape, int divisor, Values values)
      throws IOException {
    long keys = shape.keys(divisor);
    if (keys == 0) {
      return;
    }
    try (Load load =
        new Load(server.client(4, PRELOAD_IN_FLIGHT, 1), shape.loading(keys, values))) {
      load.start(new Pace.ClosedLoop(), keys);
      load.finish(PRELOAD_MAX);
      LoadCount count = load.closeWindow();
      if (count.trouble().failures() > 0) {
        throw new IOException("loading failed: " + count.trouble().text());
      }
    }
  }

  /** One server with its load. */
  private final class Side implements AutoCloseable {
    final ServerProcess server;
    private final Load load;
    private final Optional<Bystanders> bystanders;

    Side(ServerProgram program, int pair) throws IOException {
      server = new ServerProcess(program, plan.site(), shape.title + "-" + pair);
      try {
        server.start();
        preload(server, shape, plan.loading().divisor(), values);
        load =
            new Load(
                server.client(shape.connections, shape.inFlight, plan.loading().lanes()),
                shape.workload(shape.keys(plan.loading().divisor()), values));
        bystanders =
            shape == Shape.KUBERNETES_WATCHED
                ? Optional.of(new Bystanders(server, Shape.PREFIX))
                : Optional.empty();
      } catch (IOException | RuntimeException e) {
        server.close();
        throw e;
      }
    }

    void warm(Duration atMost, long ops) {
      load.warm(plan.loading().pace(), ops, SETTLE, atMost);
      load.stop();
    }

    Window window(int pair, ProcessHandle idle) throws IOException {
      sync();
      bystanders.ifPresent(Bystanders::start);
      load.warm(plan.loading().pace(), 0, SETTLE, SETTLE);
      long idleCpu = ProcessReading.of(idle).cpuNanos();
      MachineReading machine = MachineReading.now();
      long clientCpu = ProcessReading.ofClient().cpuNanos();
      ProcessReading before = ProcessReading.of(server.handle());
      load.openWindow();
      Load.sleep(plan.loading().window().toMillis());
      LoadCount count = load.closeWindow();
      ProcessReading after = ProcessReading.of(server.handle());
      clientCpu = ProcessReading.ofClient().cpuNanos() - clientCpu;
      MachineReading machineAfter = MachineReading.now();
      idleCpu = ProcessReading.of(idle).cpuNanos() - idleCpu;
      load.stop();
      bystanders.ifPresent(Bystanders::stop);

      ProcessReading used = after.since(before);
      boolean isClient = idle.equals(ProcessHandle.current());
      double total = Math.max(1, machineAfter.totalNanos() - machine.totalNanos());
      double known = used.cpuNanos() + clientCpu + (isClient ? 0 : idleCpu);
      Window window =
          new Window(
              count,
              used,
              clientCpu,
              (machineAfter.stolenNanos() - machine.stolenNanos()) / total,
              Math.max(0, machineAfter.busyNanos() - machine.busyNanos() - known) / total,
              isClient ? 0 : idleCpu / 1e9 / count.seconds());
      tell(pair, window);
      return window;
    }

    private void tell(int pair, Window window) {
      System.err.printf(
          Locale.ROOT,
          "%s pair %d %s: %.1f µs/op, %.0f/s, p50 %.2f p99 %.2f ms, client %.1f µs/op %s%n",
          shape.title,
          pair + 1,
          server.program().label(),
          window.serverMicrosPerOp(),
          window.count().perSecond(),
          window.count().millisAt(50),
          window.count().millisAt(99),
          window.clientMicrosPerOp(),
          window.count().trouble().text());
    }

    /** The writes of one side's window are not left for the other's. */
    private void sync() throws IOException {
      Tool.run(List.of("sync"));
    }

    @Override
    public void close() throws IOException {
      bystanders.ifPresent(Bystanders::close);
      load.close();
      server.close();
    }
  }
}
