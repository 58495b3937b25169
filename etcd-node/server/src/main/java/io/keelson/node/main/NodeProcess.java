package io.keelson.node.main;

import io.keelson.node.agent.NanoClock;
import io.keelson.node.config.EtcdUrl;
import io.keelson.node.config.ServerConfig;
import io.keelson.node.config.Versions;
import io.keelson.node.disk.RealDisk;
import io.keelson.node.edge.EventLoops;
import io.keelson.node.edge.LoopWatchdog;
import io.keelson.node.edge.StallReport;
import io.keelson.node.gateway.ClientRoutes;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.keelson.node.members.MinorVersion;
import io.keelson.node.metrics.MetricRegistry;
import io.keelson.node.metrics.MetricsConfig;
import io.keelson.node.metrics.NodeMetrics;
import io.keelson.node.replica.Proposer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** The running process: starts a member and its listeners, waits for a signal, stops them. */
final class NodeProcess {
  private static final int EXIT_FAILURE = 1;
  private static final int READERS_QUEUE_MAX = 4096;
  private static final int READERS_STOP_SECONDS = 2;

  private final ServerConfig config;
  private final Logger log;
  private final NodeMetrics metrics;
  private final ThreadPoolExecutor readers = readers();

  NodeProcess(ServerConfig config, Logger log) {
    this.config = config;
    this.log = log;
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
    log.fatal(
        "stopping: " + where + " cannot go on",
        Field.error(String.valueOf(cause)),
        Field.of("cause", String.valueOf(cause.getCause())));
    Runtime.getRuntime().halt(EXIT_FAILURE);
  }

  private void serve() throws StartException, IOException, InterruptedException {
    Preparation preparation = Preparation.start(loopCount());
    NodeAssembly node =
        new NodeAssembly(
            new NodeParts(
                config,
                new RealDisk(),
                NanoClock.system(),
                RandomGenerator.of("L64X128MixRandom"),
                log,
                metrics,
                readers,
                this::fatal),
            new ConfiguredBootstrap(
                config,
                new ConfiguredBootstrap.Surroundings(
                    NodeProcess::resolve, new DnsSrvResolver(), ClusterPorts.UNREACHABLE),
                log));
    node.departure().stopBy(() -> System.exit(0));
    node.start();
    Gauges.connect(metrics, node, config);
    publish(node);
    AutoCompaction.start(node, config.compaction().auto(), NanoClock.system(), log);
    EventLoops loops = preparation.loops();
    Listeners listeners = new Listeners(config, loops, log);
    Signals.onTermination(() -> stop(node, listeners));
    serve(node, listeners, loops);
    log.info("ready to serve client requests");
    new CountDownLatch(1).await();
  }

  private void serve(NodeAssembly node, Listeners listeners, EventLoops loops)
      throws StartException {
    Health health = new Health(node, metrics, log, claimedVersion());
    ClientRoutes routes =
        new ClientRoutes(
            health, this::writeMetrics, readers, config.raft().requestTimeout(), health);
    new LoopWatchdog(
        loops.workerLoops(),
        LoopWatchdog.Limits.defaults(),
        NanoClock.system(),
        Thread.ofPlatform().name("watchdog").daemon(true).factory(),
        this::logStall);
    listeners.open(
        new Services(node, ClusterPorts.alone(node), metrics, NanoClock.system(), readers, log)
            .endpoint(),
        routes,
        health);
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

  private static ThreadPoolExecutor readers() {
    int count = 2 * Runtime.getRuntime().availableProcessors();
    return new ThreadPoolExecutor(
        count,
        count,
        1,
        TimeUnit.MINUTES,
        new ArrayBlockingQueue<>(READERS_QUEUE_MAX),
        Thread.ofPlatform().name("reader-", 0).daemon(true).factory());
  }

  private void stop(NodeAssembly node, Listeners listeners) {
    log.info("received signal; shutting down", Field.of("signal", "terminated"));
    listeners.close();
    try {
      // Nobody may read the store when it is closed.
      readers.shutdown();
      readers.awaitTermination(READERS_STOP_SECONDS, TimeUnit.SECONDS);
      node.stop();
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

  private void publish(NodeAssembly node) throws InterruptedException {
    Proposer proposer = node.replica().proposer();
    CountDownLatch leads = new CountDownLatch(1);
    node.replica().readIndex().confirm(leads::countDown, refusal -> leads.countDown());
    leads.await();
    CountDownLatch published = new CountDownLatch(2);
    proposer.propose(
        id ->
            io.keelson.node.command.CommandCodec.encodeMemberAttributesSet(
                id,
                node.identity().nodeId(),
                config.member().name(),
                EtcdUrl.texts(config.listen().advertiseClientUrls())),
        result -> published.countDown());
    MinorVersion ours =
        Objects.requireNonNull(
            MinorVersion.parse(Versions.cluster(config.cluster().maxClusterVersion())));
    VersionMonitor versions =
        new VersionMonitor(node, new MemberPages(ClusterPorts.UNREACHABLE, log), ours, log);
    versions.look(published::countDown);
    versions.start();
    published.await(7, TimeUnit.SECONDS);
  }
}
