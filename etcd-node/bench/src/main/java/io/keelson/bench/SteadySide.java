package io.keelson.bench;

import io.keelson.bench.ClusterOfServers.Leadership;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One server, or one cluster, with its steady load and what goes on beside it. The load of a
 * cluster goes to the leader, or to one follower.
 */
final class SteadySide implements AutoCloseable {
  private static final Duration SETTLE = Duration.ofSeconds(2);

  private final Plan.Loading loading;
  private final Shape shape;
  private final Pace pace;
  private final long windowRequests;
  private final Workload workload;
  private final ClusterOfServers servers;
  private ServerProcess target;
  private Load load;
  private final Optional<Load> before;
  private final Optional<Load> after;
  private final Beside beside;

  SteadySide(Plan plan, Shape shape, Values values, ServerProgram program, int pair)
      throws IOException {
    this.loading = plan.loading();
    this.shape = shape;
    this.pace = shape.pace(loading.pace());
    this.windowRequests = shape.windowRequests(loading.divisor());
    workload = shape.workload(shape.keys(loading.divisor()), values);
    servers =
        new ClusterOfServers(
            program.with(shape.flags()), plan.site(), shape.title + "-" + pair, shape.members());
    try {
      servers.start();
      SteadyComparison.preload(servers.leader(), shape, loading.divisor(), values);
      target = targetUnder(servers.leadership());
      load = open(workload);
      before = open(shape.before());
      after = open(shape.after());
      beside = shape.beside(target, workload);
    } catch (IOException | RuntimeException e) {
      servers.close();
      throw e;
    }
  }

  private Load open(Workload requests) throws IOException {
    return new Load(target.client(shape, loading), requests);
  }

  private Optional<Load> open(Optional<Workload> requests) throws IOException {
    return requests.isPresent() ? Optional.of(open(requests.get())) : Optional.empty();
  }

  private ServerProcess targetUnder(Leadership leadership) throws IOException {
    ServerProcess leader = leadership.leader();
    return shape.isSentToFollower() ? servers.follower(leader) : leader;
  }

  /** Between windows the load moves with the leader. */
  private Leadership retarget() throws IOException {
    Leadership leadership = servers.leadership();
    if (shape.isSentToFollower() == target.equals(leadership.leader())) {
      load.close();
      target = targetUnder(leadership);
      load = open(workload);
    }
    return leadership;
  }

  ProcessReading reading() {
    return servers.reading();
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

  /**
   * @param idle what those servers used so far that have nothing to do
   */
  Window window(int pair, Supplier<ProcessReading> idle) throws IOException {
    Leadership leadership = retarget();
    runWhole(before);
    Tool.run(List.of("sync")); // the writes of one side's window are not left for the other's
    beside.start();
    if (windowRequests == 0) {
      load.warm(pace, 0, SETTLE, SETTLE);
    }
    long idleCpu = idle.get().cpuNanos();
    MachineReading machine = MachineReading.now();
    long clientCpu = ProcessReading.ofClient().cpuNanos();
    ProcessReading usage = reading();
    beside.openWindow();
    LoadCount count = measured();
    EventCount events = beside.closeWindow();
    usage = reading().since(usage);
    clientCpu = ProcessReading.ofClient().cpuNanos() - clientCpu;
    MachineReading machineAfter = MachineReading.now();
    idleCpu = idle.get().cpuNanos() - idleCpu;
    load.stop();
    beside.stop();
    runWhole(after);
    if (count.completed() == 0) {
      throw new IOException("no request was answered in a window; " + count.trouble().text());
    }

    double total = Math.max(1, machineAfter.totalNanos() - machine.totalNanos());
    double known = usage.cpuNanos() + clientCpu + idleCpu;
    Window window =
        new Window(
            count,
            events,
            usage,
            clientCpu,
            (machineAfter.stolenNanos() - machine.stolenNanos()) / total,
            Math.max(0, machineAfter.busyNanos() - machine.busyNanos() - known) / total,
            idleCpu / 1e9 / count.seconds() / shape.members(),
            !servers.leadership().equals(leadership));
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
        target.program().label(),
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
    servers.close();
  }
}
