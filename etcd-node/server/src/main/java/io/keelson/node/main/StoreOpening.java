package io.keelson.node.main;

import io.keelson.node.alarm.AlarmTable;
import io.keelson.node.corruption.InitialRule;
import io.keelson.node.disk.Disk;
import io.keelson.node.engine.Engine;
import io.keelson.node.engine.EngineConfig;
import io.keelson.node.engine.EngineException;
import io.keelson.node.engine.View;
import io.keelson.node.link.Peer;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import io.keelson.node.members.Member;
import io.keelson.node.members.MemberTable;
import io.keelson.node.members.MemberTable.Identity;
import io.keelson.node.mvcc.HashStore;
import io.keelson.node.mvcc.MvccStore;
import io.keelson.node.wal.WalMetadata;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Opens the store of a member that starts. One that cannot be read, or that a majority of the
 * members contradicts, is rebuilt from another member first, see {@link StoreRepair}. Without other
 * members nothing of it is checked: there is nobody to ask.
 */
final class StoreOpening {
  /** Larger stores are not read through at start, unless one failed when it was in use. */
  private static final long VERIFIED_BYTES_MAX = 256L << 20;

  /** Larger stores are not hashed at start; the leader compares them later. */
  private static final long HASHED_BYTES_MAX = 1L << 30;

  private static final Duration PRESENCE_TIMEOUT = Duration.ofMillis(700);
  private static final Duration MEMBERS_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration REPAIR_HASH_TIMEOUT = Duration.ofMinutes(5);
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final long PAUSE_MILLIS = 500;

  private final NodeParts parts;
  private final DataDirectory directory;
  private final Bootstrap bootstrap;
  private final CheckPlan plan;
  private final Disk disk;
  private final StoreSuspicion suspicion;
  private final Logger log;

  /** Under the directory's lock; {@code bootstrap} tells whom to ask if the store does not. */
  StoreOpening(NodeParts parts, DataDirectory directory, Bootstrap bootstrap) {
    this.parts = parts;
    this.directory = directory;
    this.bootstrap = bootstrap;
    this.plan = CheckPlan.of(parts.config());
    this.disk = parts.platform().disk();
    this.suspicion = new StoreSuspicion(disk, directory.member());
    this.log = parts.log();
  }

  /** A store and its tables, as they were read. */
  record Opened(Engine engine, MvccStore store, MemberTable members, AlarmTable alarms) {
    /** Ends it again. */
    void close() {
      store.close();
      engine.close();
    }
  }

  /**
   * Opens, checks, repairs. Waits for other members only if the store must be repaired, or a moment
   * to see whether somebody is there.
   *
   * @throws StartException if the store is of no use and cannot be repaired
   */
  Opened open() throws StartException, IOException {
    StoreRepair repair = repair();
    boolean mustConclude = repair.finish();
    if (!directory.hasWal() || parts.config().unsafe().forceNewCluster()) {
      return read();
    }
    try {
      Found found = find();
      @Nullable Opened opened = found.opened();
      if (opened == null) {
        WalMetadata self = Recovery.metadata(disk, directory);
        List<Peer> others =
            found.others().isEmpty() ? askForOthers(self, found.problem()) : found.others();
        var _ = repair.run(found.problem(), self, others);
        mustConclude = true;
        opened = read();
      }
      if (mustConclude) {
        Recovery.followStore(disk, directory, opened.store().durableApplied(), opened.members());
        repair.conclude();
      }
      suspicion.clear();
      return opened;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while the store was checked", e);
    }
  }

  private StoreRepair repair() {
    return new StoreRepair(
        new StoreRepair.Parts(
            disk,
            directory.folders(),
            directory.member(),
            directory.walConfig(),
            self -> {
              Network.Inquiry inquiry = parts.network().inquire(self);
              return new StoreRepair.Ways(
                  new PeerHashes(inquiry.calls(), REPAIR_HASH_TIMEOUT, log), inquiry.states());
            },
            this::now,
            PATIENCE,
            log));
  }

  private Instant now() {
    return Instant.ofEpochMilli(parts.platform().unixMillis());
  }

  private Opened read() throws IOException {
    MemoryBudget budget = MemoryBudget.ofThisProcess();
    Engine engine =
        parts
            .platform()
            .openEngine(
                new EngineConfig(
                    directory.store(),
                    budget.storeBytes(),
                    budget.memtableBytes(),
                    budget.storeThreads(),
                    false));
    try {
      MvccStore store = new MvccStore(engine, budget.versionCacheBytes());
      View view = engine.view();
      try {
        return new Opened(
            engine,
            store,
            new MemberTable(view, parts.config().cluster().maxLearners()),
            new AlarmTable(view));
      } finally {
        view.release();
      }
    } catch (EngineException e) {
      engine.close();
      throw e;
    }
  }

  /**
   * A store that may be used, or what is wrong with it.
   *
   * @param opened the store; null if it must be repaired
   * @param others all other members; empty if the store could not tell
   * @param problem for a person
   */
  private record Found(@Nullable Opened opened, List<Peer> others, String problem) {}

  private Found find() throws StartException, IOException, InterruptedException {
    if (!parts.platform().hasStore(directory.store())
        && !Recovery.reachesBackToStart(disk, directory)) {
      return new Found(null, List.of(), "there is none in " + directory.store());
    }
    @Nullable Opened opened = null;
    List<Peer> others = List.of();
    boolean isUsable = false;
    try {
      opened = read();
      others = others(opened.members());
      @Nullable String problem = check(opened, others);
      isUsable = problem == null;
      return problem == null ? new Found(opened, others, "") : new Found(null, others, problem);
    } catch (EngineException e) {
      return new Found(null, others, String.valueOf(e.getMessage()));
    } finally {
      if (!isUsable && opened != null) {
        opened.close();
      }
    }
  }

  private static List<Peer> others(MemberTable members) {
    @Nullable Identity self = members.identity();
    return self == null ? List.of() : others(members.membership().members(), self.memberId());
  }

  /** The members but for one, as peers. */
  static List<Peer> others(List<Member> members, long self) {
    return members.stream()
        .filter(member -> member.id() != self)
        .map(member -> new Peer(member.id(), member.peerUrls()))
        .toList();
  }

  /** What is wrong with an opened store, or null. */
  private @Nullable String check(Opened opened, List<Peer> others)
      throws StartException, InterruptedException {
    @Nullable Identity self = opened.members().identity();
    if (!plan.isAtStart() || others.isEmpty() || self == null) {
      return null;
    }
    long size = opened.engine().sizeBytes();
    if (size <= VERIFIED_BYTES_MAX || suspicion.isNoted()) {
      opened.engine().verify();
    }
    Network.Inquiry inquiry =
        parts.network().inquire(new WalMetadata(self.memberId(), self.clusterId()));
    if (size > HASHED_BYTES_MAX || !isAnyPresent(inquiry, others)) {
      log.info(
          "left out the initial corruption check",
          Field.of("local-member-id", Long.toHexString(self.memberId())),
          Field.of(
              "reason",
              size > HASHED_BYTES_MAX ? "the store is large" : "no other member answers"));
      return null;
    }
    InitialRule.Outcome outcome =
        new InitialCheck(
                self.memberId(),
                new StoreHashes(opened.store(), new HashStore()),
                new PeerHashes(inquiry.calls(), parts.config().raft().requestTimeout(), log),
                log)
            .run(others);
    return outcome == InitialRule.Outcome.OUTVOTED
        ? "a majority of the members has other data"
        : null;
  }

  /** Whether somebody answers soon: when all members start at once nobody does. */
  private boolean isAnyPresent(Network.Inquiry inquiry, List<Peer> others)
      throws InterruptedException {
    MemberPages pages = new MemberPages(inquiry.calls(), log);
    BlockingQueue<Boolean> answers = new LinkedBlockingQueue<>();
    for (Peer other : others) {
      pages.read(
          other.urls(),
          RemoteCluster.page(presenceTimeout(), false),
          found -> answers.add(found != null));
    }
    for (int i = 0; i < others.size(); i++) {
      @Nullable Boolean isPresent =
          answers.poll(presenceTimeout().toMillis(), TimeUnit.MILLISECONDS);
      if (isPresent == null || isPresent) {
        return isPresent != null;
      }
    }
    return false;
  }

  private Duration presenceTimeout() {
    Duration patience = parts.platform().patience();
    return patience.compareTo(PRESENCE_TIMEOUT) < 0 ? patience : PRESENCE_TIMEOUT;
  }

  /** All other members, as one of those says whom the configuration names. */
  private List<Peer> askForOthers(WalMetadata self, String problem)
      throws StartException, InterruptedException {
    List<String> urls = bootstrap.otherPeerUrls();
    if (urls.isEmpty()) {
      throw new StartException(
          "the store cannot be used: "
              + problem
              + "; there is no other member to rebuild it from, restore it from a backup");
    }
    MemberPages pages = new MemberPages(parts.network().inquire(self).calls(), log);
    Instant end = now().plus(PATIENCE);
    @Nullable RemoteCluster cluster = null;
    for (boolean isFirst = true; cluster == null; isFirst = false) {
      cluster = pages.readNow(urls, RemoteCluster.page(MEMBERS_TIMEOUT, isFirst));
      if (cluster == null && now().isAfter(end)) {
        throw new StartException(
            "the store cannot be used: "
                + problem
                + "; no other member answers to rebuild it from: start the others first");
      }
      if (cluster == null) {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    }
    boolean isOurs = cluster.clusterId() == self.clusterId();
    if (!isOurs || cluster.member(self.nodeId()) == null) {
      throw new StartException(
          "the store cannot be used: "
              + problem
              + (isOurs
                  ? "; this member was removed from the cluster"
                  : "; the members at " + urls + " are another cluster's"));
    }
    return others(cluster.members(), self.nodeId());
  }
}
