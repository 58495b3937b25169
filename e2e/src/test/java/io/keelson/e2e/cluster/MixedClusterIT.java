package io.keelson.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.e2e.BesideOthers;
import io.keelson.e2e.Requires;
import io.keelson.e2e.history.Answer;
import io.keelson.e2e.history.Load;
import io.keelson.e2e.history.Operation;
import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.EtcdProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Members of both kinds in one cluster: whoever leads, leases and promotions are forwarded, faults
 * lose nothing, learners of either kind join whoever leads, and a cluster moves from one kind to
 * the other and back under load without a failed call beyond those that a change of the leader
 * explains. Joining members are so far behind that they must be sent a snapshot.
 *
 * <p>{@code -Dversions=3.5,3.6,3.7} for all versions of upstream, {@code -Dseed=…} for other
 * moments; {@code -Dsubject=3.6} puts upstream of that version in our place, to check the test.
 */
@BesideOthers
final class MixedClusterIT {
  private static final long SEED = Long.getLong("seed", 1);
  private static final int MEMBERS = 3;
  private static final int CLIENTS = 4;
  private static final String SNAPSHOT_COUNT = "100";
  private static final String CATCH_UP = "50";

  /** Longer than a server takes to give up on a call by itself. */
  private static final Duration CALL_LIMIT = Duration.ofSeconds(20);

  private static final Duration FAULT_CALL_LIMIT = Duration.ofSeconds(3);

  /** What calls may end with because the leader changed while they were under way. */
  private static final List<String> LEADER_CHANGES =
      List.of("leader changed", "no leader", "request timed out", "raft proposal dropped");

  private int clients;

  private static Stream<String> versions() {
    String subject = System.getProperty("subject", "3.7");
    return Stream.of(System.getProperty("versions", subject).split(","));
  }

  private static Supplier<EtcdProcess.Spec> upstream(String version) {
    String catchUp =
        version.equals("3.5")
            ? "experimental-snapshot-catchup-entries"
            : "snapshot-catchup-entries";
    return () ->
        Requires.upstream(version).flag("snapshot-count", SNAPSHOT_COUNT).flag(catchUp, CATCH_UP);
  }

  /** Ours, held to what the version of upstream understands. */
  private static Supplier<EtcdProcess.Spec> subject(String version) {
    String subject = System.getProperty("subject");
    return subject != null
        ? upstream(subject)
        : () -> {
          EtcdProcess.Spec spec =
              Requires.ours()
                  .flag("snapshot-count", SNAPSHOT_COUNT)
                  .flag("snapshot-catchup-entries", CATCH_UP);
          return version.equals("3.7") ? spec : spec.flag("max-cluster-version", version);
        };
  }

  @ParameterizedTest
  @MethodSource("versions")
  void oneOfOurs(String version) throws Exception {
    mixed(List.of(subject(version), upstream(version), upstream(version)));
  }

  @ParameterizedTest
  @MethodSource("versions")
  void twoOfOurs(String version) throws Exception {
    mixed(List.of(upstream(version), subject(version), subject(version)));
  }

  private void mixed(List<Supplier<EtcdProcess.Spec>> programs) throws Exception {
    var random = new SplittableRandom(SEED);
    ClusterLayout.of(programs)
        .run(
            cluster -> {
              try (var observation = new Observation(cluster)) {
                for (Member leader : cluster.members()) {
                  String what = "led by " + leader;
                  new Membership(cluster).moveLeader(leader);
                  LeaseForwarding.check(cluster);
                  var injector = new FaultInjector(cluster, random.split());
                  try (Load load = load(cluster, FAULT_CALL_LIMIT, random)) {
                    TimeUnit.MILLISECONDS.sleep(300);
                    injector.run(Fault.LEADER_KILLED, Duration.ofMillis(1_500));
                    observation.check(load.stop(), what);
                  }
                }
                IO.println("%s: %s".formatted(cluster.members(), observation.summary()));
              }
            });
  }

  @ParameterizedTest
  @MethodSource("versions")
  void learnersJoin(String version) throws Exception {
    var random = new SplittableRandom(SEED);
    ClusterLayout.of(List.of(subject(version), upstream(version), upstream(version)))
        .run(
            cluster -> {
              try (var observation = new Observation(cluster)) {
                observation.check(warmUp(cluster, random), "before");
                for (int leader : List.of(0, 1)) {
                  join(cluster, observation, leader, subject(version), random);
                  join(cluster, observation, leader, upstream(version), random);
                }
                IO.println(
                    "learners of both kinds joined, upstream %s: %s"
                        .formatted(version, observation.summary()));
              }
            });
  }

  /** A learner gets a snapshot from the leader, and is promoted through one of the other kind. */
  private void join(
      ClusterProcesses cluster,
      Observation observation,
      int leaderIndex,
      Supplier<EtcdProcess.Spec> program,
      SplittableRandom random) {
    var membership = new Membership(cluster);
    Member leader = cluster.member(leaderIndex);
    Member via = cluster.member(1 - leaderIndex);
    membership.moveLeader(leader);
    try (Load load = load(cluster, CALL_LIMIT, random)) {
      Member learner = membership.addLearner(program, via);
      String what = "%s joins, led by %s, promoted through %s".formatted(learner, leader, via);
      assertThat(Await.until(ClusterProcesses.LIMIT, () -> snapshots(leader, learner) > 0))
          .as("a snapshot is sent, %s", what)
          .isTrue();
      assertThat(learner.status().orElseThrow().getIsLearner()).isTrue();
      membership.promote(learner, via);
      assertThat(cluster.awaitLeader()).as("the leader, %s", what).isEqualTo(leader);
      observation.watch(learner);
      List<Operation> part = load.stop();
      assertOnlyLeaderChanges(part, what);
      LeaseForwarding.check(cluster);
      observation.check(part, what);
      observation.leave(learner);
      membership.remove(learner, via);
    }
  }

  private static long snapshots(Member leader, Member learner) {
    return learner.status().isPresent() ? Snapshots.count(leader, learner) : 0;
  }

  @ParameterizedTest
  @MethodSource("versions")
  void rollingReplacement(String version) throws Exception {
    var random = new SplittableRandom(SEED);
    ClusterLayout.of(MEMBERS, upstream(version))
        .run(
            cluster -> {
              try (var observation = new Observation(cluster)) {
                observation.check(warmUp(cluster, random), "before");
                List<Supplier<EtcdProcess.Spec>> next = new ArrayList<>();
                next.addAll(Collections.nCopies(MEMBERS, subject(version)));
                next.addAll(Collections.nCopies(MEMBERS, upstream(version)));
                for (Supplier<EtcdProcess.Spec> program : next) {
                  replaceOldest(cluster, observation, program, random);
                }
                IO.println(
                    "replaced there and back, upstream %s: %s"
                        .formatted(version, observation.summary()));
              }
            });
  }

  /** So many entries that whoever joins needs a snapshot. */
  private List<Operation> warmUp(ClusterProcesses cluster, SplittableRandom random) {
    int enough = 2 * (Integer.parseInt(SNAPSHOT_COUNT) + Integer.parseInt(CATCH_UP));
    try (Load load = load(cluster, CALL_LIMIT, random)) {
      assertThat(Await.until(ClusterProcesses.LIMIT, () -> written(load) >= enough)).isTrue();
      return load.stop();
    }
  }

  private static long written(Load load) {
    return load.operations().stream().filter(one -> one.answer() instanceof Answer.Written).count();
  }

  private void replaceOldest(
      ClusterProcesses cluster,
      Observation observation,
      Supplier<EtcdProcess.Spec> program,
      SplittableRandom random) {
    var membership = new Membership(cluster);
    Member old = cluster.member(0);
    Member stays = cluster.member(1);
    String what;
    try (Load load = load(cluster, CALL_LIMIT, random)) {
      Member added = membership.addLearner(program, old);
      what = "%s replaced by %s".formatted(old, added);
      // Through whoever does not lead, so that it must be forwarded.
      Member leader = cluster.awaitLeader();
      membership.promote(added, leader.equals(stays) ? old : stays);
      assertThat(Snapshots.received(added)).as("snapshots received, %s", what).isPositive();
      observation.watch(added);
      membership.moveLeader(added);
      load.moveOff(old.process().clientPort(), ports(cluster, old), CALL_LIMIT);
      observation.leave(old);
      membership.remove(old, added);
      load.spread(ports(cluster, old), CALL_LIMIT);
      List<Operation> part = load.stop();
      assertOnlyLeaderChanges(part, what);
      observation.check(part, what);
    }
  }

  private static void assertOnlyLeaderChanges(List<Operation> part, String what) {
    assertThat(part.stream().filter(Operation::isUnknown))
        .as("failed calls, %s", what)
        .allSatisfy(one -> assertThat(one.answer().toString()).containsAnyOf(leaderChanges()));
  }

  private static CharSequence[] leaderChanges() {
    return LEADER_CHANGES.toArray(CharSequence[]::new);
  }

  private static List<Integer> ports(ClusterProcesses cluster, Member without) {
    return cluster.members().stream()
        .filter(member -> !member.equals(without))
        .map(member -> member.process().clientPort())
        .toList();
  }

  private Load load(ClusterProcesses cluster, Duration limit, SplittableRandom random) {
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      ports.add(cluster.member(i % cluster.members().size()).process().clientPort());
    }
    clients += CLIENTS;
    return Load.start(clients, ports, limit, random.split());
  }
}
