package io.keelson.e2e.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.e2e.Requires;
import io.keelson.e2e.cluster.Convergence;
import io.keelson.e2e.history.Change;
import io.keelson.e2e.history.WatchChecker;
import io.keelson.e2e.history.Watcher;
import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.EtcdClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * A Kubernetes control plane on three members over TLS with certificates on both sides. Each member
 * is ended by SIGTERM and started again, then each by SIGKILL, while Deployments come and go:
 * watchers at the API server and at every member see each event once and in order, nothing that was
 * acknowledged is lost, the members hash alike, and the API is never away for long.
 *
 * <p>{@code -Dkube.strict} allows 3 seconds, which a machine with other work to do may miss; {@code
 * -Dkube.full} for more rounds, {@code -Dseed=…} for other writes, {@code -Dsubject=3.7} to check
 * the test against upstream.
 */
final class KubernetesClusterIT {
  private static final int MEMBERS = 3;
  private static final long SEED = Long.getLong("seed", 1);
  private static final int ROUNDS = Scale.chosen().rounds();
  private static final Duration OUTAGE_MAX =
      Duration.ofSeconds(System.getProperty("kube.strict") == null ? 15 : 3);
  private static final String PROBES = "probes";

  private final SequencedMap<SecureMember, Watcher> memberWatchers = new LinkedHashMap<>();
  private final List<String> report = new ArrayList<>();
  private Duration longest = Duration.ZERO;

  @Test
  void rollingRestartsAndKills() throws Exception {
    KubePrograms programs = Requires.kubernetes();
    Assumptions.assumeTrue(
        programs.hasControllers(),
        () -> "no kube-controller-manager and kube-scheduler in " + programs.directory());
    var specs = Stream.generate(Requires::subject).limit(MEMBERS).toList();
    try (var plane = new ControlPlane(specs, programs)) {
      try {
        // Not cached: each watch of ConfigMaps is one of the storage, and each read reaches it.
        plane.apiServerFlag("watch-cache-sizes", "configmaps#0").start();
        plane.startControllers();
        plane.startScheduler();
        run(plane);
      } catch (Throwable e) {
        e.addSuppressed(new IllegalStateException("all logs: " + plane.keepLogs()));
        throw e;
      } finally {
        memberWatchers.values().forEach(Watcher::close);
      }
    }
  }

  private void run(ControlPlane plane) throws Exception {
    for (SecureMember member : plane.storage().members()) {
      assertBothSidesAreAsked(plane.storage(), member);
      memberWatchers.put(member, new Watcher(member.newClient(), 0));
    }
    plane.createNamespace(PROBES);
    try (var churn = new Churn(plane, new SplittableRandom(SEED))) {
      churn.awaitProgress();
      var prober = new Prober(plane.newHttp(Prober.CALL_LIMIT), PROBES);
      try (prober) {
        churn.awaitProgress();
        report.add("before any fault: " + prober.takeOutage());
        for (int round = 0; round < ROUNDS; round++) {
          roll("SIGTERM", SecureMember::stop, plane, churn, prober);
          roll("SIGKILL", member -> member.process().kill9(), plane, churn, prober);
        }
      }
      churn.stopWriting();
      check(plane, churn, prober);
    }
  }

  private static void assertBothSidesAreAsked(SecureStorage storage, SecureMember member) {
    assertThat(storage.clientPortOpens(member, storage.client())).as("for a client").isTrue();
    assertThat(storage.clientPortOpens(member, storage.peer())).as("for a member").isFalse();
    assertThat(storage.clientPortOpens(member, null)).as("for anybody").isFalse();
    assertThat(storage.peerPortOpens(member, storage.peer())).as("for a member").isTrue();
    assertThat(storage.peerPortOpens(member, storage.client())).as("for a client").isFalse();
    assertThat(storage.peerPortOpens(member, null)).as("for anybody").isFalse();
  }

  /** Each member once; whoever leads is taken first, so that most faults hit a leader. */
  private void roll(
      String fault, Consumer<SecureMember> end, ControlPlane plane, Churn churn, Prober prober) {
    List<SecureMember> left = new ArrayList<>(plane.storage().members());
    while (!left.isEmpty()) {
      SecureMember leader = awaitLeader(plane.storage());
      SecureMember member = left.contains(leader) ? leader : left.getFirst();
      left.remove(member);
      prober.takeOutage();
      long start = System.nanoTime();
      end.accept(member);
      long ended = System.nanoTime();
      member.process().launch();
      member.awaitInSync();
      long inSync = System.nanoTime();
      churn.awaitProgress();
      Prober.Outage outage = prober.takeOutage();
      longest = outage.longest().compareTo(longest) > 0 ? outage.longest() : longest;
      report.add(
          "%s of %s%s: ended after %s, in sync %s later; %s"
              .formatted(
                  fault,
                  member.name(),
                  member.equals(leader) ? ", which led" : "",
                  millis(ended - start),
                  millis(inSync - ended),
                  outage));
    }
  }

  private static SecureMember awaitLeader(SecureStorage storage) {
    List<SecureMember> found = new ArrayList<>();
    boolean isLed =
        Await.until(
            SecureMember.LIMIT,
            () -> {
              storage.members().stream().filter(SecureMember::isLeader).forEach(found::add);
              return !found.isEmpty();
            });
    assertThat(isLed).as("somebody leads").isTrue();
    return found.getFirst();
  }

  private void check(ControlPlane plane, Churn churn, Prober prober) throws Exception {
    List<ListWatcher> watchers = churn.stopWatching();
    long revision = Convergence.assertEqualHashes(clients(plane.storage()));
    List<Change> history = history(plane.storage(), revision);
    var check = new WatchCheck();
    watchers.forEach(watcher -> check.addWithHistory(watcher, history));
    print(plane, churn, prober, revision, check);

    assertThat(check.problems()).as("watchers at the API server, seed %d", SEED).isEmpty();
    assertThat(prober.problems()).isEmpty();
    assertAcknowledged(churn, history);
    assertThat(names(plane, PROBES)).as("what probes created").containsAll(prober.created());
    memberWatchers.forEach(
        (member, watcher) -> {
          assertThat(watcher.awaitRevision(revision, SecureMember.LIMIT))
              .as("the watcher of %s is told of revision %d", member, revision)
              .isTrue();
          assertThat(WatchChecker.check(watcher.take(revision), history))
              .as("the watcher of %s", member)
              .isEmpty();
          assertThat(watcher.defects()).as("the watcher of %s", member).isEmpty();
        });
    assertThat(plane.hasControllers()).as(plane::controllerTail).isTrue();
    assertThat(longest).as("%s", report).isLessThanOrEqualTo(OUTAGE_MAX);
  }

  private void print(
      ControlPlane plane, Churn churn, Prober prober, long revision, WatchCheck check) {
    IO.println(
        """
        %s: seed %d, %d revisions, %s, %d events at watchers of the API server,
        %d lists again, %d watches ended without a leader
        %s
        longest time without an answer:
          %s"""
            .formatted(
                plane.storage().label(),
                SEED,
                revision,
                churn.summary(),
                check.events(),
                check.relists(),
                check.leaderless(),
                prober.summary(),
                String.join("\n  ", report)));
  }

  /** All changes of all keys, by a watcher that begins now, at some member. */
  private static List<Change> history(SecureStorage storage, long revision) {
    SecureMember member = storage.members().get((int) (revision % MEMBERS));
    try (var late = new Watcher(member.newClient(), 0)) {
      assertThat(late.awaitRevision(revision, SecureMember.LIMIT))
          .as("history up to revision %d from %s", revision, member)
          .isTrue();
      return late.take(revision);
    }
  }

  private static void assertAcknowledged(Churn churn, List<Change> history) {
    Map<Long, String> keys = new HashMap<>();
    history.forEach(change -> keys.put(change.revision(), change.key()));
    churn
        .acknowledged()
        .forEach(
            (version, write) ->
                assertThat(keys.get(version))
                    .as("the change at revision %d", version)
                    .isEqualTo(Resource.CONFIG_MAPS.prefix(write.namespace()) + write.name()));
  }

  private static Set<String> names(ControlPlane plane, String namespace) throws IOException {
    ApiHttp.Answer answer = plane.http().get(Resource.CONFIG_MAPS.path(namespace));
    assertThat(answer.status()).isEqualTo(200);
    Set<String> names = new HashSet<>();
    answer.body().at("/items").forEach(item -> names.add(item.at("/metadata/name").asText()));
    return names;
  }

  private static SequencedMap<String, EtcdClient> clients(SecureStorage storage) {
    SequencedMap<String, EtcdClient> clients = new LinkedHashMap<>();
    storage.members().forEach(member -> clients.put(member.name(), member.client()));
    return clients;
  }

  private static String millis(long nanos) {
    return Duration.ofNanos(nanos).toMillis() + " ms";
  }
}
