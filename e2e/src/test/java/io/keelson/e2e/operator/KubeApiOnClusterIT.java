package io.keelson.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.keelson.e2e.history.Change;
import io.keelson.e2e.history.WatchChecker;
import io.keelson.e2e.history.Watcher;
import io.keelson.e2e.kube.ApiHttp;
import io.keelson.e2e.kube.Churn;
import io.keelson.e2e.kube.ListWatcher;
import io.keelson.e2e.kube.ListWatcher.Changed;
import io.keelson.e2e.kube.ListWatcher.Seen;
import io.keelson.e2e.kube.Marks;
import io.keelson.e2e.kube.Prober;
import io.keelson.e2e.kube.Resource;
import io.keelson.e2e.kube.WatchCheck;
import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.EtcdClient;
import io.keelson.proto.etcdserverpb.RangeRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A Kubernetes control plane whose storage is a cluster of the operator's, with TLS. While clients
 * write and watch, members are updated, added and lost, and then the cluster goes back in place to
 * a backup, under an API server that runs on. Watchers see each change once and in order; those of
 * before the restore are told that the past is gone, and read anew; no revision ever goes back.
 *
 * <p>{@code -Dkube.strict} allows the API to be away for 3 seconds, which a machine with other work
 * to do may miss; {@code -Dkube.full} also takes members away again, and it alone restores, twice;
 * {@code -Dseed=…} for other writes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class KubeApiOnClusterIT {
  /** Of one change, on a loaded machine. */
  private static final Duration LIMIT = Duration.ofMinutes(4);

  private static final Duration OUTAGE_MAX =
      Duration.ofSeconds(System.getProperty("kube.strict") == null ? 15 : 3);

  private static final boolean IS_FULL = System.getProperty("kube.full") != null;
  private static final long SEED = Long.getLong("seed", 1);
  private static final String PROBES = "probes";

  /** At least so far apart are revisions before and after a restore. */
  private static final long BUMP = 1_000_000_000;

  private final List<String> report = new ArrayList<>();

  /** All changes of all keys that the storage told of, before and after restores. */
  private final List<Change> history = new ArrayList<>();

  /** Revisions of which nobody may know what they were: lost by a restore, first to last. */
  private final TreeMap<Long, Long> lost = new TreeMap<>();

  private ManagedCluster cluster;
  private ObjectStore store;
  private Tunnel tunnel;
  private HostedControlPlane plane;
  private Watcher watcher;
  private Churn churn;
  private Prober prober;
  private String restarts;

  @BeforeAll
  void start() throws IOException {
    OperatorFixture fixture = OperatorFixture.shared();
    cluster = new ManagedCluster(fixture, "hosted");
    store = new ObjectStore(fixture, cluster);
    say("three members after " + cluster.awaitSettled(3, LIMIT));
    tunnel = cluster.tunnel();
    watcher = new Watcher(newClient(), 0);
    plane = new HostedControlPlane(cluster);
    say("API server ready");
    plane.createNamespace(PROBES);
    churn = new Churn(plane, new SplittableRandom(SEED));
    prober = new Prober(plane.newHttp(Prober.CALL_LIMIT), PROBES);
    churn.awaitProgress();
    restarts = plane.restarts();
    say("before any fault: " + prober.takeOutage());
  }

  @AfterAll
  void stop() throws Exception {
    for (AutoCloseable each :
        new AutoCloseable[] {prober, churn, watcher, plane, tunnel, cluster}) {
      if (each != null) {
        each.close();
      }
    }
  }

  @Test
  @Order(1)
  void apiStaysWhileMembersAreUpdated() {
    cluster.patch("{\"options\":{\"snapshotCount\":5000}}");
    settled("update", 3);
  }

  @Test
  @Order(2)
  void apiStaysWhileTheClusterGrows() {
    cluster.scale(5);
    settled("from 3 members to 5", 5);
  }

  @Test
  @Order(3)
  void apiStaysWhenTheLeaderIsLostWithItsVolume() {
    String member = cluster.leader();
    String claim = "data-%s-%d".formatted(member, cluster.incarnation(member));
    cluster.kubectl("delete", "pvc", claim, "--wait=false");
    cluster.kubectl("delete", "pod", member, "--wait=false", "--grace-period=0", "--force");
    var _ =
        cluster.await(
            "member missing", LIMIT, c -> ManagedCluster.has(c, "MembersHealthy", "False"));
    settled("loss of the leader and its volume", 5);
    if (IS_FULL) {
      cluster.scale(3);
      settled("from 5 members to 3", 3);
    }
  }

  @Test
  @Order(4)
  void apiGoesBackWithTheClusterInPlace() throws Exception {
    Assumptions.assumeTrue(IS_FULL, "takes minutes: only with -Dkube.full");
    for (int round = 1; round <= 2; round++) {
      var marks = new Marks(plane, round == 1);
      back(marks, round);
    }
  }

  @Test
  @Order(5)
  void nothingWasLostOrToldTwice() throws Exception {
    churn.stopWriting();
    prober.close();
    List<ListWatcher> watchers = churn.stopWatching();
    takeHistory();
    assertThat(watcher.defects()).isEmpty();
    var check = new WatchCheck();
    for (ListWatcher one : watchers) {
      assertThat(one.problems()).isEmpty();
      String prefix = one.resource().prefix(one.namespace());
      check.compare(known(one.seen()), prefix, history, one.revision());
      assertThat(one.known()).as("what a watcher of %s has", prefix).isEqualTo(one.listed());
    }
    say(
        "%d changes of the storage, %s; %d events at %d watchers, %d lists again; %s"
            .formatted(
                history.size(),
                churn.summary(),
                check.events(),
                watchers.size(),
                check.relists(),
                prober.summary()));
    assertThat(check.problems()).isEmpty();
    if (IS_FULL) {
      assertThat(check.relists()).as("each watcher").isGreaterThanOrEqualTo(watchers.size());
    }
    assertThat(prober.problems()).isEmpty();
    assertAcknowledged();
    assertThat(plane.restarts()).as("starts of the API server").isEqualTo(restarts);
  }

  private void back(Marks marks, int round) throws Exception {
    Set<String> kept = new TreeSet<>(prober.created());
    cluster.apply(
        """
      apiVersion: etcd.keelson.dev/v1alpha1
      kind: EtcdBackup
      metadata: {name: b%d}
      spec:
        clusterRef: {name: trial}
        target: %s
      """
            .formatted(round, store.target("s3")));
    say("backup: " + seconds(cluster.awaitComplete("EtcdBackup", "b" + round, LIMIT)));
    Set<String> saved = new TreeSet<>(prober.created());
    marks.writeLate();
    churn.awaitProgress();
    takeHistory();
    prober.takeOutage();
    cluster.apply(
        """
      apiVersion: etcd.keelson.dev/v1alpha1
      kind: EtcdRestore
      metadata: {name: r%1$d}
      spec:
        source: {backupRef: b%1$d}
        mode: InPlace
        clusterName: trial
        confirm: trial
      """
            .formatted(round));
    String restore = "r" + round;
    cluster.awaitObject(
        "EtcdRestore", restore, "fence", LIMIT, r -> ManagedCluster.has(r, "Fenced", "True"));
    Set<String> gone = new TreeSet<>(prober.created());
    Set<String> before = Set.copyOf(gone);
    gone.removeAll(saved);
    Duration rest = cluster.awaitComplete("EtcdRestore", restore, LIMIT);
    churn.forget();
    churn.awaitProgress();
    say(
        "restore: %s after the fence; clients locked out for %s s; API away: %s"
            .formatted(
                seconds(rest),
                cluster.field("etcdrestore/" + restore, ".status.unavailableSeconds"),
                prober.takeOutage()));
    marks.checkRestored(followOn());
    say("%d writes of probes after the backup are gone".formatted(gone.size()));
    Set<String> after = new TreeSet<>(prober.created());
    after.removeAll(before);
    assertThat(names()).containsAll(kept).containsAll(after).doesNotContainAnyElementsOf(gone);
  }

  /** Goes on with another watcher of the storage; returns what counts as compacted. */
  private long followOn() {
    assertThat(Await.until(LIMIT, () -> watcher.compacted() > 0))
        .as("the watcher of the storage is told that the past is gone; %s", watcher.defects())
        .isTrue();
    long last = watcher.lastRevision();
    long compacted = watcher.compacted();
    assertThat(watcher.defects()).hasSize(1);
    assertThat(compacted).isGreaterThan(last + BUMP / 2);
    say("watchers of revision %d are told of compaction at %d".formatted(last, compacted));
    history.addAll(watcher.take(last));
    lost.put(last, compacted);
    watcher.close();
    watcher = new Watcher(newClient(), compacted);
    return compacted;
  }

  /** Takes what the watcher of the storage was told, and compares it with what the storage has. */
  private void takeHistory() {
    long since = lost.isEmpty() ? 0 : lost.lastEntry().getValue();
    long revision = revision();
    try (var late = new Watcher(newClient(), since)) {
      assertThat(late.awaitRevision(revision, LIMIT)).isTrue();
      assertThat(watcher.awaitRevision(revision, LIMIT)).isTrue();
      List<Change> told = watcher.take(revision);
      List<Change> all = late.take(revision);
      assertThat(WatchChecker.check(told, all)).isEmpty();
      history.addAll(told);
    }
  }

  private long revision() {
    try (var client = newClient()) {
      var any = RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("any"));
      return client.kv().range(any.build()).getHeader().getRevision();
    }
  }

  /** Without what was seen of revisions that a restore took away before anybody else saw them. */
  private List<Seen> known(List<Seen> seen) {
    return seen.stream().filter(s -> !(s instanceof Changed) || !isLost(s.revision())).toList();
  }

  private boolean isLost(long revision) {
    Map.Entry<Long, Long> from = lost.lowerEntry(revision);
    return from != null && revision <= from.getValue();
  }

  private Set<String> names() throws IOException {
    ApiHttp.Answer answer = plane.http().get(Resource.CONFIG_MAPS.path(PROBES));
    assertThat(answer.status()).isEqualTo(200);
    Set<String> names = new TreeSet<>();
    answer.body().at("/items").forEach(item -> names.add(item.at("/metadata/name").asText()));
    return names;
  }

  private void assertAcknowledged() {
    Map<Long, String> keys = new HashMap<>();
    history.forEach(change -> keys.put(change.revision(), change.key()));
    churn
        .acknowledged()
        .forEach(
            (version, write) -> {
              if (!isLost(version)) {
                assertThat(keys.get(version))
                    .as("the change at revision %d", version)
                    .isEqualTo(Resource.CONFIG_MAPS.prefix(write.namespace()) + write.name());
              }
            });
  }

  private void settled(String what, int members) {
    Duration took = cluster.awaitSettled(members, LIMIT);
    churn.awaitProgress();
    Prober.Outage outage = prober.takeOutage();
    say("%s: %.1f s; API away: %s".formatted(what, took.toMillis() / 1e3, outage));
    assertThat(outage.longest()).as("%s", report).isLessThanOrEqualTo(OUTAGE_MAX);
  }

  private EtcdClient newClient() {
    return new EtcdClient(tunnel.port(), cluster.credentials());
  }

  private static String seconds(Duration duration) {
    return "%.1f s".formatted(duration.toMillis() / 1e3);
  }

  private void say(String what) {
    report.add(what);
    System.out.println(LocalTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS) + " " + what);
  }
}
