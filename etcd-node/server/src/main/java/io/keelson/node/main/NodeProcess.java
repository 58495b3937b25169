package io.keelson.node.main;

import com.sun.management.UnixOperatingSystemMXBean;
import io.keelson.node.agent.NanoClock;
import io.keelson.node.config.ServerConfig;
import io.keelson.node.config.Versions;
import io.keelson.node.disk.RealDisk;
import io.keelson.node.edge.EventLoops;
import io.keelson.node.edge.LoopWatchdog;
import io.keelson.node.edge.StallReport;
import io.keelson.node.engine.RocksEngine;
import io.keelson.node.gateway.ClientRoutes;
import io.keelson.node.gateway.DebugVars;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.keelson.node.members.MinorVersion;
import io.keelson.node.metrics.MetricRegistry;
import io.keelson.node.metrics.MetricsConfig;
import io.keelson.node.metrics.NodeMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The running process: starts a member and its listeners, waits for a signal, stops them. */
final class NodeProcess {
  private static final int EXIT_FAILURE = 1;
  private static final int VERSION_LOOKS = 1000;
  private static final long VERSION_LOOK_MILLIS = 5;

  private final ServerConfig config;
  private final List<String> commandLine;
  private final Logger log;
  private final Preparation preparation;
  private final NodeMetrics metrics;
  private final Workers workers = new Workers();

  /** A process that was called with this command line, the program first. */
  NodeProcess(ServerConfig config, List<String> commandLine, Logger log) {
    this.config = config;
    this.commandLine = commandLine;
    this.log = log;
    this.preparation = Preparation.start(loopCount(), this::fatal);
    this.metrics =
        new NodeMetrics(
            new MetricRegistry(),
            new MetricsConfig(
                claimedVersion(),
                Etcd.buildInfo().runtime(),
                config.observability().extensiveMetrics(),
                config.observability().goCompatMetrics()));
  }

  void run() {
    try {
      serve();
    } catch (StartException e) {
      log.fatal(e.text());
      System.exit(EXIT_FAILURE);
    } catch (Throwable e) {
      fatal("main", e);
    }
  }

  private void fatal(String where, Throwable cause) {
    new StoreSuspicion(new RealDisk(), Path.of(config.member().dataDir()).resolve("member"))
        .note(cause);
    log.fatal(
        "stopping: " + where + " cannot go on",
        Field.error(String.valueOf(cause)),
        Field.of("cause", String.valueOf(cause.getCause())));
    Runtime.getRuntime().halt(EXIT_FAILURE);
  }

  private void serve() throws StartException, IOException, InterruptedException {
    RocksEngine.load();
    EventLoops loops = preparation.loops();
    NanoClock clock = NanoClock.system();
    PeerNetwork network =
        new PeerNetwork(
            config,
            new PeerNetwork.Surroundings(
                loops, workers.readers(), clock, claimedVersion(), metrics.network, log));
    NodeAssembly node =
        new NodeAssembly(
            new NodeParts(
                config,
                new RealPlatform(clock, RandomGenerator.of("L64X128MixRandom"), workers.readers()),
                network,
                log,
                metrics,
                this::fatal),
            bootstrap(network));
    node.departure().stopBy(() -> System.exit(0));
    Listeners listeners = new Listeners(config, loops, log);
    Services services =
        new Services(node, ClusterPorts.of(node, network.calls()), metrics, clock, workers, log);
    Signals.onTermination(() -> stop(node, services, network, listeners));
    Health health = new Health(node, metrics, log, claimedVersion());
    network.open(pages(node, health, services));
    VersionMonitor versions =
        new VersionMonitor(node, new MemberPages(network.calls(), log), ourVersion(), log);
    node.onTermBegan(() -> versions.look(() -> {}));
    node.start();
    new ElectionAdvance(node, log).start();
    versions.start();
    node.timers()
        .every(Duration.ofMillis(config.raft().electionMillis()), services.leaderLoss()::look);
    Gauges.connect(metrics, node, config);
    new Publication(node, log).run();
    awaitVersion(node);
    corruptionCheck(node, network).start(node.timers(), CheckPlan.of(config));
    AutoCompaction.start(node, config.compaction().auto(), clock, log);
    preparation.awaitListeners();
    serve(node, services, health, listeners, loops);
    log.info("ready to serve client requests");
    new CountDownLatch(1).await();
  }

  private Bootstrap bootstrap(PeerNetwork network) {
    return new ConfiguredBootstrap(
        config,
        new ConfiguredBootstrap.Surroundings(
            NodeProcess::resolve, new DnsSrvResolver(), network.calls()),
        log);
  }

  private MinorVersion ourVersion() {
    return Objects.requireNonNull(
        MinorVersion.parse(Versions.cluster(config.cluster().maxClusterVersion())));
  }

  private ClusterPages pages(NodeAssembly node, Health health, Services services) {
    return new ClusterPages(
        node,
        health,
        new PromotionPage(services.memberChanges()),
        new HashPage(storeHashes(node), workers.background(), log));
  }

  private static StoreHashes storeHashes(NodeAssembly node) {
    return new StoreHashes(node.store(), node.hashes());
  }

  private CorruptionCheck corruptionCheck(NodeAssembly node, PeerNetwork network) {
    long self = node.identity().nodeId();
    return new CorruptionCheck(
        new CorruptionCheck.Parts(
            self,
            storeHashes(node),
            new PeerHashes(network.calls(), config.raft().requestTimeout(), log),
            () -> StoreOpening.others(node.members().membership().members(), self),
            () -> node.replica().status().get().isLeader(),
            node.replica().readIndex()::confirm,
            new CorruptAlarm(node.alarms(), node.replica().proposer(), log),
            work -> node.maintenance().execute("comparing data", work::run),
            log));
  }

  /**
   * Clients are refused while there is no version; the leader sets one a moment after its election.
   */
  private static void awaitVersion(NodeAssembly node) throws InterruptedException {
    for (int i = 0; i < VERSION_LOOKS; i++) {
      if (node.members().membership().clusterVersion() != null) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(VERSION_LOOK_MILLIS);
    }
  }

  private void serve(
      NodeAssembly node, Services services, Health health, Listeners listeners, EventLoops loops)
      throws StartException {
    ClientRoutes routes =
        new ClientRoutes(
            health, this::writeMetrics, workers.readers(), config.raft().requestTimeout(), health);
    new LoopWatchdog(
        loops.workerLoops(),
        LoopWatchdog.Limits.defaults(),
        NanoClock.system(),
        Thread.ofPlatform().name("watchdog").daemon(true).factory(),
        this::logStall);
    listeners.open(services.endpoint(), routes, health, debugValues(node));
  }

  private Map<String, Supplier<String>> debugValues(NodeAssembly node) {
    long descriptors =
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
            ? system.getMaxFileDescriptorCount()
            : 0;
    return DebugVars.of(commandLine, descriptors, () -> RaftStatusPage.of(node));
  }

  private String claimedVersion() {
    return Versions.claimed(System.getenv(), config.cluster().maxClusterVersion());
  }

  private void writeMetrics(Appendable target) {
    try {
      metrics.registry().write(target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void logStall(StallReport report) {
    log.warn(
        "an event loop is stalled",
        Field.of("thread", report.thread()),
        Field.nanos("stalled-for-at-least", report.stalledNanosMin()),
        Field.of("stack", report.stackTrace()));
  }

  /** On few cores one loop; more only where there are cores left for them. */
  private static int loopCount() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / 3);
  }

  private void stop(
      NodeAssembly node, Services services, PeerNetwork network, Listeners listeners) {
    log.info("received signal; shutting down", Field.of("signal", "terminated"));
    try {
      new Handover(node, services.transfers(), log).run();
      listeners.close();
      // Nobody may read the store when it is closed.
      workers.stop();
      node.stop();
      network.close();
    } catch (InterruptedException | IOException e) {
      log.error("stopping failed", Field.error(e));
    }
    log.info("closed etcd server", Field.of("name", config.member().name()));
  }

  private static Optional<String> resolve(String host) {
    try {
      return Optional.of(InetAddress.getByName(host).getHostAddress());
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
