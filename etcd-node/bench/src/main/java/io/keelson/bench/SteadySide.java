package io.keelson.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One server with its steady load, and what goes on beside it. */
final class SteadySide implements AutoCloseable {
  private static final Duration SETTLE = Duration.ofSeconds(2);

  private final Plan.Loading loading;
  private final Shape shape;
  private final Pace pace;
  private final long windowRequests;
  private final ServerProcess server;
  private final Load load;
  private final Optional<Load> before;
  private final Optional<Load> after;
  private final Beside beside;

  SteadySide(Plan plan, Shape shape, Values values, ServerProgram program, int pair)
      throws IOException {
    this.loading = plan.loading();
    this.shape = shape;
    this.pace = shape.pace(loading.pace());
    this.windowRequests = shape.windowRequests(loading.divisor());
    server = new ServerProcess(program, plan.site(), shape.title + "-" + pair);
    try {
      server.start();
      SteadyComparison.preload(server, shape, loading.divisor(), values);
      Workload workload = shape.workload(shape.keys(loading.divisor()), values);
      load = open(workload);
      before = open(shape.before());
      after = open(shape.after());
      beside = shape.beside(server, workload);
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private Load open(Workload workload) throws IOException {
    return new Load(server.client(shape.connections, shape.inFlight, loading.lanes()), workload);
  }

  private Optional<Load> open(Optional<Workload> workload) throws IOException {
    return workload.isPresent() ? Optional.of(open(workload.get())) : Optional.empty();
  }

  ProcessHandle handle() {
    return server.handle();
  }

  void warm() throws IOException {
    if (windowRequests == 0) {
      load.warm(pace, loading.warmupOps(), SETTLE, loading.warmup());
      load.stop();
      return;
    }
    long start = System.nanoTime();
    long requests = 0;
    do {
      runWhole(before);
      requests += SteadyComparison.run(load, pace, windowRequests).completed();
      runWhole(after);
    } while (requests < loading.warmupOps()
        && System.nanoTime() - start < loading.warmup().toNanos());
  }

  private void runWhole(Optional<Load> other) throws IOException {
    if (other.isPresent()) {
      var _ = SteadyComparison.run(other.get(), new Pace.ClosedLoop(), windowRequests);
    }
  }

  Window window(int pair, ProcessHandle idle) throws IOException {
    runWhole(before);
    Tool.run(List.of("sync")); // the writes of one side's window are not left for the other's
    beside.start();
    if (windowRequests == 0) {
      load.warm(pace, 0, SETTLE, SETTLE);
    }
    long idleCpu = ProcessReading.of(idle).cpuNanos();
    MachineReading machine = MachineReading.now();
    long clientCpu = ProcessReading.ofClient().cpuNanos();
    ProcessReading usage = ProcessReading.of(server.handle());
    beside.openWindow();
    LoadCount count = measured();
    EventCount events = beside.closeWindow();
    usage = ProcessReading.of(server.handle()).since(usage);
    clientCpu = ProcessReading.ofClient().cpuNanos() - clientCpu;
    MachineReading machineAfter = MachineReading.now();
    idleCpu = ProcessReading.of(idle).cpuNanos() - idleCpu;
    load.stop();
    beside.stop();
    runWhole(after);

    boolean isClient = idle.equals(ProcessHandle.current());
    double total = Math.max(1, machineAfter.totalNanos() - machine.totalNanos());
    double known = usage.cpuNanos() + clientCpu + (isClient ? 0 : idleCpu);
    Window window =
        new Window(
            count,
            events,
            usage,
            clientCpu,
            (machineAfter.stolenNanos() - machine.stolenNanos()) / total,
            Math.max(0, machineAfter.busyNanos() - machine.busyNanos() - known) / total,
            isClient ? 0 : idleCpu / 1e9 / count.seconds());
    tell(pair, window);
    return window;
  }

  private LoadCount measured() throws IOException {
    if (windowRequests > 0) {
      return SteadyComparison.run(load, pace, windowRequests);
    }
    load.openWindow();
    Load.sleep(loading.window().toMillis());
    return load.closeWindow();
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
    if (window.events().events() > 0) {
      System.err.printf(
          Locale.ROOT,
          "  %d events, %.2f µs/event, p50 %.2f p99 %.2f ms%n",
          window.events().events(),
          window.serverMicrosPerEvent(),
          window.events().millisAt(50),
          window.events().millisAt(99));
    }
  }

  @Override
  public void close() throws IOException {
    beside.close();
    before.ifPresent(Load::close);
    after.ifPresent(Load::close);
    load.close();
    server.close();
  }
}
