package io.keelson.node.main;

import io.keelson.node.agent.Agent;
import io.keelson.node.agent.AgentRunner;
import io.keelson.node.agent.Latest;
import io.keelson.node.agent.Mailbox;
import io.keelson.node.agent.Wakeup;
import io.keelson.node.alarm.AlarmTable;
import io.keelson.node.api.SpaceQuota;
import io.keelson.node.apply.AppliedIndex;
import io.keelson.node.apply.ApplyAgent;
import io.keelson.node.apply.ApplyInput;
import io.keelson.node.apply.PendingRequests;
import io.keelson.node.apply.StateMachine;
import io.keelson.node.config.FeatureGate;
import io.keelson.node.config.RaftConfig;
import io.keelson.node.config.ServerConfig;
import io.keelson.node.config.Versions;
import io.keelson.node.engine.Batch;
import io.keelson.node.engine.Engine;
import io.keelson.node.engine.View;
import io.keelson.node.failpoint.Failpoint;
import io.keelson.node.lease.LeaseTable;
import io.keelson.node.link.PeerLink;
import io.keelson.node.log.Field;
import io.keelson.node.members.Member;
import io.keelson.node.members.MemberTable;
import io.keelson.node.members.MemberTable.Identity;
import io.keelson.node.mvcc.HashStore;
import io.keelson.node.mvcc.MvccStore;
import io.keelson.node.mvcc.QuotaGate;
import io.keelson.node.mvcc.StoreView;
import io.keelson.node.replica.Leases;
import io.keelson.node.replica.Leases.LeaseParts;
import io.keelson.node.replica.Proposer.ProposerLimits;
import io.keelson.node.replica.Replica;
import io.keelson.node.replica.Replica.ReplicaParts;
import io.keelson.node.replica.Replica.ReplicaTiming;
import io.keelson.node.replica.Replica.Surroundings;
import io.keelson.node.restore.UpstreamMember;
import io.keelson.node.wal.SegmentPreparer;
import io.keelson.node.wal.WalMetadata;
import io.keelson.node.watch.WatchHub;
import io.keelson.raft.Raft;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A member without its listeners: store, log, Raft core and state machine, wired together. Read
 * from top to bottom.
 */
final class NodeAssembly {
  private static final int PENDING_REQUESTS_MAX = 1 << 16;
  private static final long PENDING_BYTES_MAX = 48L << 20;
  private static final long COMMITTED_BYTES_MAX = 8L << 20;
  private static final long UNCOMMITTED_BYTES_MAX = 64L << 20;
  private static final long STOP_MILLIS = 8000;
  private static final Duration MERGING_DELAY = Duration.ofSeconds(3);

  private final NodeParts parts;
  private final DataDirectory directory;
  private final Engine engine;
  private final MvccStore store;
  private final MemberTable members;
  private final AlarmTable alarms;
  private final WalMetadata identity;
  private final PeerLink link;
  private final KnownPeers peers;
  private final PendingRequests requests;
  private final AppliedIndex appliedIndex;
  private final Replica replica;
  private final Leases leases;
  private final Maintenance maintenance;
  private final WatchHub watchHub;
  private final HashStore hashes = new HashStore();
  private final QuotaGate quota;
  private final SpaceQuota spaceQuota;
  private final LogTrimmer trimmer;
  private final Timers timers;
  private final Departure departure;
  private final RemovalNews removalNews;
  private final MemberSnapshots snapshots;
  private final Latest<Runnable> termBegan = new Latest<>(() -> {});
  private final VersionGuard versionGuard;
  private final Defragmentation defragmentation;
  private final List<AgentRunner> threads = new ArrayList<>();
  private final boolean isResumed;

  /**
   * Opens the data directory and builds everything; {@link #start} runs it.
   *
   * @param bootstrap tells how to begin if there is no data yet
   */
  NodeAssembly(NodeParts parts, Bootstrap bootstrap) throws StartException, IOException {
    this.parts = parts;
    directory = DataDirectory.open(parts.platform(), parts.config().member());
    logImport(directory.imported());
    StoreOpening.Opened opened = new StoreOpening(parts, directory, bootstrap).open();
    engine = opened.engine();
    store = opened.store();
    members = opened.members();
    alarms = opened.alarms();
    quota = new QuotaGate(parts.config().storage().quotaBytes(), engine::sizeBytes);

    MvccStore.Applied applied = store.durableApplied();
    isResumed = directory.hasWal();
    Recovery recovery =
        isResumed ? resume(applied).foundIfBlank(bootstrap) : found(bootstrap, applied);
    identity = recovery.metadata();
    checkIdentity();
    versionGuard = new VersionGuard(Versions.cluster(parts.config().cluster().maxClusterVersion()));
    versionGuard.checkStart(members.membership().clusterVersion());
    link = parts.network().connect(identity, new PeerInbox(this));
    peers = new KnownPeers(identity.nodeId(), link, recovery.named());
    logRecovery(recovery, applied);

    Wakeup coreWakeup = new Wakeup();
    Wakeup walWakeup = new Wakeup();
    Mailbox<ApplyInput> applyInputs = new Mailbox<>(Integer.MAX_VALUE, coreWakeup);
    requests =
        new PendingRequests(
            identity.nodeId(),
            parts.platform().unixMillis(),
            PENDING_REQUESTS_MAX,
            PENDING_BYTES_MAX);
    appliedIndex = new AppliedIndex(applied.index());
    maintenance =
        new Maintenance(
            new Maintenance.Parts(store, engine, applyInputs, hashes, quota),
            parts.config().compaction().batchLimit(),
            parts);
    timers = parts.platform().timers(parts.fatalHandler());
    departure = new Departure(timers, parts.log());
    removalNews = new RemovalNews(identity.nodeId(), members, departure);
    defragmentation =
        new Defragmentation(
            new Defragmentation.Parts(
                engine,
                directory.store().toString(),
                quota,
                maintenance,
                timers,
                parts.clock(),
                parts.metrics().disk,
                parts.log()));
    snapshots = memberSnapshots();
    SegmentPreparer preparer = new SegmentPreparer(parts.platform().disk(), directory.walConfig());
    replica =
        new Replica(
            new ReplicaParts(
                new Raft(raftConfig(), recovery.raft(), parts.platform().random()),
                recovery.wal(),
                coreWakeup,
                walWakeup,
                applyInputs,
                requests,
                appliedIndex,
                parts.clock(),
                parts.metrics().disk,
                new NodeEvents(this, parts),
                () -> prepareSegment(preparer),
                new Surroundings(identity.nodeId(), link, snapshots, this::voters)),
            timing());
    leases = leases(coreWakeup);
    spaceQuota = new SpaceQuota(quota, alarms, replica.proposer(), identity.nodeId(), parts.log());
    trimmer =
        new LogTrimmer(
            store, engine, maintenance, replica, members, raft(), recovery.wal().lastIndex());
    ApplyAgent applyAgent =
        new ApplyAgent(
            new StateMachine(
                store,
                members,
                leases.table(),
                alarms,
                parts.config().features().isOn(FeatureGate.LEASE_CHECKPOINT_PERSIST),
                applied),
            applyInputs,
            requests,
            appliedIndex,
            quota,
            new NodeEvents(this, parts));
    // These share a thread: on few cores the hop between them costs more than it gains.
    List<Agent> core = List.of(replica.replicaAgent(), applyAgent, leases.agent());
    threads.add(runner(core, coreWakeup));
    Wakeup watchWakeup = new Wakeup();
    watchHub = WatchRules.hub(parts, store, watchWakeup);
    store.onChange(watchHub);
    threads.add(runner(List.of(watchHub), watchWakeup));
    threads.add(runner(List.of(replica.walAgent()), walWakeup));
  }

  private AgentRunner runner(List<Agent> agents, Wakeup wakeup) {
    return parts.platform().runner(agents, wakeup, parts.fatalHandler());
  }

  private Recovery resume(MvccStore.Applied applied) throws IOException, StartException {
    Recovery recovery =
        Recovery.resume(parts.platform().disk(), directory, applied, members, retainedEntries());
    return parts.config().unsafe().forceNewCluster()
        ? ForcedNewCluster.apply(recovery, parts.log())
        : recovery;
  }

  private Recovery found(Bootstrap bootstrap, MvccStore.Applied applied)
      throws IOException, StartException {
    if (applied.index() > 0) {
      throw new StartException(
          "the store has applied index "
              + applied.index()
              + " but there is no log; check --wal-dir, or restore the log directory");
    }
    Founding founding = bootstrap.founding();
    // Durable before there is a log, so that a log of another member can always be told.
    Batch owner = engine.newBatch();
    members.setIdentity(new Identity(founding.self().id(), founding.clusterId()), owner);
    engine.write(owner);
    engine.flush(true);
    return Recovery.found(parts.platform().disk(), directory, founding);
  }

  /** Log and store must be the same member's: a log directory may have been given by mistake. */
  private void checkIdentity() throws StartException {
    Identity owner = new Identity(identity.nodeId(), identity.clusterId());
    Identity found = members.identity();
    if (found != null && !found.equals(owner)) {
      throw new StartException(
          "the log is of "
              + owner.describe()
              + " but the store of "
              + found.describe()
              + "; check --data-dir and --wal-dir");
    }
  }

  private RaftConfig raft() {
    return parts.config().raft();
  }

  private io.keelson.raft.RaftConfig raftConfig() {
    return new io.keelson.raft.RaftConfig(
        identity.nodeId(),
        raft().electionTicks(),
        1,
        COMMITTED_BYTES_MAX,
        UNCOMMITTED_BYTES_MAX,
        raft().preVote(),
        io.keelson.raft.RaftConfig.Replication.DEFAULT.retaining(retainedEntries()));
  }

  private int retainedEntries() {
    return (int) Math.min(Integer.MAX_VALUE, raft().snapshotCatchUpEntries());
  }

  private ReplicaTiming timing() {
    return new ReplicaTiming(
        TimeUnit.MILLISECONDS.toNanos(raft().heartbeatMillis()),
        raft().electionTicks(),
        new ProposerLimits(
            parts.config().limits().maxRequestBytes(), raft().requestTimeout().toNanos()));
  }

  private Leases leases(Wakeup wakeup) {
    View view = engine.view();
    try {
      return new Leases(
          listener -> new LeaseTable(view, LeaseRules.minTtlSeconds(raft()), listener),
          LeaseRules.timing(parts.config(), parts.clock()),
          new LeaseParts(
              replica,
              wakeup,
              parts.clock(),
              parts.metrics().lease,
              parts.log(),
              new LeaseForwarding(
                  parts.network().calls(),
                  members,
                  replica.status(),
                  timers,
                  parts.clock(),
                  raft().requestTimeout(),
                  () -> leases().lessor())));
    } finally {
      view.release();
    }
  }

  private void logImport(UpstreamMember.@Nullable Imported imported) {
    if (imported != null) {
      parts
          .log()
          .info(
              "imported the data directory of upstream etcd",
              Field.of("revision", imported.revision()),
              Field.of("consistent-index", imported.index()),
              Field.of("original-kept-in", imported.aside().toString()));
    }
  }

  private void logRecovery(Recovery recovery, MvccStore.Applied applied) {
    if (recovery.repair() != null) {
      parts
          .log()
          .warn(
              "repaired the end of the log",
              Field.of("path", recovery.repair().file().toString()),
              Field.of("offset", recovery.repair().offset()),
              Field.of("bytes-cut", recovery.repair().bytesCut()),
              Field.of("reason", recovery.repair().reason()));
    }
    StoreView view = store.view();
    if (view.compactRevision() > 0) {
      parts
          .log()
          .info(
              "restored last compact revision",
              Field.of("meta-bucket-name-key", "scheduledCompactRev"),
              Field.of("restored-compact-revision", view.compactRevision()));
    }
    parts.log().info("kvstore restored", Field.of("current-rev", view.revision()));
    view.release();
    parts
        .log()
        .info(
            isResumed ? "restarting local member" : "starting local member",
            Field.of("local-member-id", Long.toHexString(identity.nodeId())),
            Field.of("cluster-id", Long.toHexString(identity.clusterId())),
            Field.of("applied-index", applied.index()),
            Field.of("last-index", recovery.wal().lastIndex()));
  }

  private void prepareSegment(SegmentPreparer preparer) {
    maintenance.execute(
        "preparing a log segment", () -> replica.segmentPrepared(preparer.prepare()));
  }

  void start() {
    peersChanged();
    threads.forEach(AgentRunner::start);
    timers.after(MERGING_DELAY, () -> maintenance.execute("merging files", engine::startMerging));
    StoreView view = store.view();
    long scheduled = view.compactRevision();
    view.release();
    if (scheduled > maintenance.finishedRevision()) {
      maintenance.compact(maintenance.finishedRevision(), scheduled, false);
    }
    Gauges.show(alarms.alarms(), parts.metrics());
  }

  /** Makes a received store the one that is used, also after a crash. The apply thread. */
  void replaceStore(long index) throws IOException {
    directory.folders().switchTo(index);
    Failpoint.APPLY_BEFORE_OPEN_SNAPSHOT.hit();
    engine.replaceWith(
        directory.store(), job -> maintenance.execute("closing the old store", job::run));
  }

  private List<Long> voters() {
    return members.membership().members().stream()
        .filter(member -> !member.isLearner())
        .map(Member::id)
        .toList();
  }

  /** The members have changed. The apply thread. */
  void peersChanged() {
    peers.changed(members.membership());
    Gauges.show(members.membership(), identity().nodeId(), parts.metrics());
  }

  PeerLink link() {
    return link;
  }

  Engine engine() {
    return engine;
  }

  MvccStore store() {
    return store;
  }

  MemberTable members() {
    return members;
  }

  WalMetadata identity() {
    return identity;
  }

  AppliedIndex appliedIndex() {
    return appliedIndex;
  }

  Replica replica() {
    return replica;
  }

  Leases leases() {
    return leases;
  }

  Maintenance maintenance() {
    return maintenance;
  }

  WatchHub watchHub() {
    return watchHub;
  }

  HashStore hashes() {
    return hashes;
  }

  QuotaGate quota() {
    return quota;
  }

  ServerConfig config() {
    return parts.config();
  }

  Timers timers() {
    return timers;
  }

  /** State machines on their way to and from other members. */
  MemberSnapshots snapshots() {
    return snapshots;
  }

  private MemberSnapshots memberSnapshots() {
    return new MemberSnapshots(
        new MemberSnapshots.Parts(
            parts.platform().disk(),
            directory.folders(),
            new Identity(identity.nodeId(), identity.clusterId()),
            store,
            appliedIndex,
            parts.platform()::openEngine,
            parts.platform().jobs("snapshot"),
            parts.platform().patience(),
            parts.config().cluster().maxLearners(),
            message -> replica().snapshotReceived(message),
            parts.log()));
  }

  /** Says what is done when the entry with which a leader begins its term is applied. */
  void onTermBegan(Runnable action) {
    termBegan.publish(action);
  }

  /** Everything of earlier terms is applied. The apply thread. */
  void termBegan(long term) {
    leases.termBegan(term);
    timers.after(Duration.ZERO, termBegan.get());
  }

  RemovalNews removalNews() {
    return removalNews;
  }

  VersionGuard versionGuard() {
    return versionGuard;
  }

  Departure departure() {
    return departure;
  }

  Defragmentation defragmentation() {
    return defragmentation;
  }

  LogTrimmer trimmer() {
    return trimmer;
  }

  SpaceQuota spaceQuota() {
    return spaceQuota;
  }

  AlarmTable alarms() {
    return alarms;
  }

  PendingRequests requests() {
    return requests;
  }

  boolean isResumed() {
    return isResumed;
  }

  /** Stops in the order of the data path; what was acknowledged is durable before and after. */
  void stop() throws InterruptedException, IOException {
    timers.stop();
    engine.stopReclaiming();
    maintenance.stop();
    snapshots.stop();
    for (AgentRunner thread : threads) {
      thread.stop();
    }
    boolean isStopped = true;
    for (AgentRunner thread : threads) {
      isStopped &= thread.awaitStopped(STOP_MILLIS);
    }
    if (isStopped) {
      engine.flush(true);
      store.close();
      engine.close();
    }
    directory.close();
  }
}
