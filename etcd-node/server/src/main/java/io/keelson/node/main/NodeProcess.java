package io.keelson.node.main;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.keelson.node.agent.NanoClock;
import io.keelson.node.api.CallGuard;
import io.keelson.node.api.ClusterService;
import io.keelson.node.api.KvService;
import io.keelson.node.api.KvSettings;
import io.keelson.node.api.MaintenanceService;
import io.keelson.node.api.MaintenanceService.MaintenanceParts;
import io.keelson.node.api.ResponseHeaders;
import io.keelson.node.config.BadValueException;
import io.keelson.node.config.BootstrapRules;
import io.keelson.node.config.EtcdUrl;
import io.keelson.node.config.InitialCluster;
import io.keelson.node.config.ServerConfig;
import io.keelson.node.config.Versions;
import io.keelson.node.disk.RealDisk;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.keelson.node.main.NodeAssembly.Founding;
import io.keelson.node.members.Member;
import io.keelson.node.metrics.MetricRegistry;
import io.keelson.node.metrics.MetricsConfig;
import io.keelson.node.metrics.NodeMetrics;
import io.keelson.node.replica.Proposer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
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

  private final ServerConfig config;
  private final Logger log;
  private final NodeMetrics metrics;

  NodeProcess(ServerConfig config, Logger log) {
    this.config = config;
    this.log = log;
    this.metrics =
        new NodeMetrics(
            new MetricRegistry(),
            new MetricsConfig(
                Versions.claimed(System.getenv()),
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
    NodeAssembly node =
        new NodeAssembly(
            new NodeParts(
                config,
                new RealDisk(),
                NanoClock.system(),
                RandomGenerator.of("L64X128MixRandom"),
                log,
                metrics,
                this::fatal),
            founding());
    node.start();
    publish(node);
    Server server = listen(node);
    log.info("ready to serve client requests");
    Signals.onTermination(() -> stop(node, server));
    new CountDownLatch(1).await();
  }

  private void stop(NodeAssembly node, Server server) {
    log.info("received signal; shutting down", Field.of("signal", "terminated"));
    try {
      server.shutdown().awaitTermination(2, TimeUnit.SECONDS);
      server.shutdownNow();
      node.stop();
    } catch (InterruptedException | IOException e) {
      log.error("stopping failed", Field.error(e));
    }
    log.info("closed etcd server", Field.of("name", config.member().name()));
  }

  private Founding founding() throws StartException {
    try {
      BootstrapRules rules = new BootstrapRules(config, NodeProcess::resolve);
      InitialCluster cluster = rules.initialCluster();
      rules.checkNew(cluster);
      if (cluster.members().size() != 1) {
        throw new StartException(
            "this build runs clusters of one member; initial-cluster names "
                + cluster.members().size());
      }
      String token = config.cluster().token();
      long id = cluster.memberIds(token).values().iterator().next();
      return new Founding(
          cluster.clusterId(token),
          new Member(
              id,
              config.member().name(),
              EtcdUrl.texts(config.listen().advertisePeerUrls()),
              List.of(),
              false));
    } catch (BadValueException e) {
      throw new StartException(e.text(), e);
    }
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
    proposer.propose(
        id -> io.keelson.node.command.CommandCodec.encodeClusterVersionSet(id, Versions.CLUSTER),
        result -> published.countDown());
    published.await(7, TimeUnit.SECONDS);
  }

  private Server listen(NodeAssembly node) throws IOException {
    ThreadPoolExecutor readers =
        new ThreadPoolExecutor(
            4,
            4,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(READERS_QUEUE_MAX),
            Thread.ofPlatform().name("reader-", 0).daemon(true).factory());
    ResponseHeaders headers =
        new ResponseHeaders(
            node.identity().clusterId(), node.identity().nodeId(), node.replica().status());
    CallGuard guard = new CallGuard(node.replica().status(), metrics.requests.clientRequests);
    KvService kv =
        new KvService(
            node.replica().proposer(),
            node.replica().readIndex(),
            node.store(),
            headers,
            new KvSettings(
                config.limits().maxRequestBytesWithOverhead(),
                config.limits().maxRequestBytes(),
                Runtime.getRuntime().maxMemory() / 2,
                config.limits().maxTxnOps(),
                node.quota(),
                readers,
                node.maintenance()::awaitCompaction,
                metrics.mvcc));
    MaintenanceService maintenance =
        new MaintenanceService(
            headers,
            new MaintenanceParts(
                node.store(),
                node.engine(),
                node.hashes(),
                node.quota(),
                node.appliedIndex(),
                node.replica().committedIndex(),
                Versions.claimed(System.getenv()),
                Versions.STORAGE,
                node.maintenance()::finishedRevision,
                readers));
    EtcdUrl url = config.listen().clientUrls().getFirst();
    return NettyServerBuilder.forAddress(
            new InetSocketAddress(url.hostname(), Integer.parseInt(url.port())))
        .directExecutor()
        .addService(kv.definition(guard))
        .addService(maintenance)
        .addService(new ClusterService(headers, node.members(), node.replica().readIndex()))
        .maxInboundMessageSize(8 << 20)
        .build()
        .start();
  }
}
