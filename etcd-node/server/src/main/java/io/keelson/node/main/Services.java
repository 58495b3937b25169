package io.keelson.node.main;

import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.services.HealthStatusManager;
import io.keelson.node.agent.NanoClock;
import io.keelson.node.api.CallGuard;
import io.keelson.node.api.CallMeter;
import io.keelson.node.api.ClusterService;
import io.keelson.node.api.Downgrades;
import io.keelson.node.api.KvMeter;
import io.keelson.node.api.KvService;
import io.keelson.node.api.KvSettings;
import io.keelson.node.api.LeaderLoss;
import io.keelson.node.api.LeaderTransfers;
import io.keelson.node.api.LeaseService;
import io.keelson.node.api.LeaseSettings;
import io.keelson.node.api.MaintenanceService;
import io.keelson.node.api.MaintenanceService.MaintenanceParts;
import io.keelson.node.api.MemberChanges;
import io.keelson.node.api.ResponseHeaders;
import io.keelson.node.api.SnapshotCalls;
import io.keelson.node.api.UnknownMethods;
import io.keelson.node.api.WatchService;
import io.keelson.node.config.HumanBytes;
import io.keelson.node.config.LimitsConfig;
import io.keelson.node.config.Versions;
import io.keelson.node.edge.GrpcEndpoint;
import io.keelson.node.log.Logger;
import io.keelson.node.members.ReconfigRules;
import io.keelson.node.metrics.NodeMetrics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The gRPC services of a member. */
final class Services {
  private static final long RESPONSE_BYTES_SHARE = 3;

  private final NodeAssembly node;
  private final ClusterPorts ports;
  private final LimitsConfig limits;
  private final NodeMetrics metrics;
  private final NanoClock clock;
  private final LeaderLoss leaderLoss;
  private final Workers workers;
  private final Logger log;

  Services(
      NodeAssembly node,
      ClusterPorts ports,
      NodeMetrics metrics,
      NanoClock clock,
      Workers workers,
      Logger log) {
    this.node = node;
    this.ports = ports;
    this.limits = node.config().limits();
    this.metrics = metrics;
    this.clock = clock;
    this.leaderLoss = new LeaderLoss(node.replica().status());
    this.workers = workers;
    this.log = log;
  }

  /** Ends streams that demand a leader; to be turned once in an election timeout. */
  LeaderLoss leaderLoss() {
    return leaderLoss;
  }

  GrpcEndpoint endpoint() {
    ResponseHeaders headers =
        new ResponseHeaders(
            node.identity().clusterId(), node.identity().nodeId(), node.replica().status());
    CallGuard guard =
        new CallGuard(
            node.replica().status(),
            () -> node.members().membership().isLearner(node.identity().nodeId()),
            metrics.requests.clientRequests,
            leaderLoss);
    CallMeter meter = new CallMeter(guard, metrics.grpc, clock);
    ClusterService cluster =
        new ClusterService(
            headers,
            node.members(),
            node.replica().readIndex(),
            memberChanges(),
            () -> TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis()));
    List<ServerServiceDefinition> services =
        List.of(
            kv(headers).definition(guard, metrics.grpc, clock),
            new WatchService(node.watchHub(), headers, limits.maxRequestBytesWithOverhead())
                .definition(guard, metrics.grpc, clock),
            lease(headers).definition(guard, metrics.grpc, clock),
            meter.serve(maintenance(headers)),
            meter.serve(cluster),
            meter.serve(new HealthStatusManager().getHealthService()));
    UnknownMethods unknown =
        new UnknownMethods(
            services.stream()
                .map(service -> service.getServiceDescriptor().getName())
                .collect(Collectors.toSet()));
    return new GrpcEndpoint(services, unknown, List.of());
  }

  /** Shared with the page by which other members ask the leader for promotions. */
  MemberChanges memberChanges() {
    return new MemberChanges(
        new ReconfigRules(node.identity().nodeId(), node.config().cluster().strictReconfigCheck()),
        node.members(),
        node.replica().proposer(),
        new MemberChanges.Surroundings(
            ports.connectivity(), ports.progress(), promotions(), clock, metrics.server),
        log);
  }

  private LeaderPromotions promotions() {
    return new LeaderPromotions(
        node.members(),
        node.replica().status(),
        ports.calls(),
        new LeaderPromotions.Timing(
            clock, node.config().raft().requestTimeout(), node.timers()::after));
  }

  /** Also what gives leadership away before this member stops. */
  LeaderTransfers transfers() {
    return new LeaderTransfers(
        node.identity().nodeId(),
        node.members(),
        node.replica().status(),
        ports.transfer(),
        new LeaderTransfers.Waiting(
            clock,
            node.timers()::after,
            Duration.ofMillis(node.config().raft().heartbeatMillis()),
            node.config().raft().requestTimeout()),
        log);
  }

  private KvService kv(ResponseHeaders headers) {
    return new KvService(
        node.replica().proposer(),
        node.replica().readIndex(),
        node.store(),
        headers,
        new KvSettings(
            limits.maxRequestBytesWithOverhead(),
            limits.maxRequestBytes(),
            Runtime.getRuntime().maxMemory() / RESPONSE_BYTES_SHARE,
            limits.maxTxnOps(),
            node.spaceQuota(),
            workers.readers(),
            node.maintenance()::awaitCompaction,
            metrics.mvcc,
            new KvMeter(
                metrics, node.config().observability().warningApplyDuration().toNanos(), log)));
  }

  private LeaseService lease(ResponseHeaders headers) {
    return new LeaseService(
        node.leases().lessor(),
        node.replica().proposer(),
        node.store(),
        headers,
        new LeaseSettings(
            limits.maxRequestBytesWithOverhead(),
            Runtime.getRuntime().maxMemory() / RESPONSE_BYTES_SHARE,
            node.spaceQuota(),
            node.requests()::nextId,
            workers.readers()));
  }

  private SnapshotCalls snapshots() {
    return new SnapshotCalls(
        node.store(),
        new SnapshotCalls.Surroundings(
            workers.background(), clock, metrics.disk.backendSnapshot, log, HumanBytes::format));
  }

  private MaintenanceService maintenance(ResponseHeaders headers) {
    return new MaintenanceService(
        headers,
        new MaintenanceParts(
            node.store(),
            node.engine(),
            node.hashes(),
            node.quota(),
            node.alarms(),
            node.members(),
            new Downgrades(
                node.members(), node.replica().readIndex(), node.replica().proposer(), log),
            node.defragmentation(),
            transfers(),
            node.replica().proposer(),
            node.appliedIndex(),
            node.replica().committedIndex(),
            Versions.claimed(System.getenv(), node.config().cluster().maxClusterVersion()),
            Versions.cluster(node.config().cluster().maxClusterVersion()),
            workers.background(),
            snapshots(),
            clock,
            metrics.mvcc,
            log));
  }
}
