package io.keelson.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import io.keelson.e2e.BesideOthers;
import io.keelson.e2e.Requires;
import io.keelson.e2e.history.Answer;
import io.keelson.e2e.history.Load;
import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.EtcdProcess;
import io.keelson.e2e.process.Failpoints;
import io.keelson.proto.etcdserverpb.CompactionRequest;
import io.keelson.proto.etcdserverpb.DefragmentRequest;
import io.keelson.proto.etcdserverpb.KVGrpc;
import io.keelson.proto.etcdserverpb.MaintenanceGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Members of a cluster die at failpoints under load, among them all that a member alone never comes
 * by: nothing acknowledged is lost, watchers miss nothing, and the member that starts again holds
 * what the others hold. Deaths while a snapshot from the leader is taken over happen to a member
 * that was away for longer than the leader's log reaches back.
 *
 * <p>{@code -Dfailpoints=all} for every point, {@code -Dfailpoints=a,b} for some, {@code
 * -Drounds=10} for several deaths at each, {@code -Dseed=…} for other moments.
 */
@BesideOthers
final class ClusterFailpointIT {
  /** Passed while a state machine from the leader is taken over. */
  private static final List<String> OF_SNAPSHOTS =
      List.of(
          "raftBeforeSaveSnap",
          "raftAfterSaveSnap",
          "raftBeforeApplySnap",
          "applyBeforeOpenSnapshot",
          "raftAfterApplySnap");

  private static final String BEFORE_LEADER_SEND = "raftBeforeLeaderSend";
  private static final String BEFORE_FOLLOWER_SEND = "raftBeforeFollowerSend";
  private static final String POINTS =
      System.getProperty(
          "failpoints",
          String.join(",", OF_SNAPSHOTS) + "," + BEFORE_LEADER_SEND + "," + BEFORE_FOLLOWER_SEND);
  private static final int ROUNDS = Integer.getInteger("rounds", 1);
  private static final long SEED = Long.getLong("seed", 1);
  private static final int MEMBERS = 3;
  private static final int CLIENTS = 2 * MEMBERS;
  private static final int SNAPSHOT_COUNT = 100;
  private static final int CATCH_UP = 50;
  private static final Duration CALL_LIMIT = Duration.ofSeconds(3);
  private static final Duration DEATH_LIMIT = Duration.ofMinutes(1);

  private final List<Failpoints> failpoints =
      Stream.generate(Failpoints::new).limit(MEMBERS).toList();
  private int deaths;

  @Test
  void membersDieAndComeBack() throws Exception {
    var random = new SplittableRandom(SEED);
    List<Supplier<EtcdProcess.Spec>> programs = new ArrayList<>();
    failpoints.forEach(one -> programs.add(() -> one.in(Requires.ours())));
    ClusterLayout.of(programs)
        .flag("snapshot-count", Integer.toString(SNAPSHOT_COUNT))
        .flag("snapshot-catchup-entries", Integer.toString(CATCH_UP))
        .run(cluster -> deaths(cluster, random));
  }

  private void deaths(ClusterProcesses cluster, SplittableRandom random) {
    List<String> points =
        POINTS.equals("all") ? failpoints.getFirst().names() : List.of(POINTS.split(","));
    try (var observation = new Observation(cluster)) {
      for (int round = 0; round < ROUNDS; round++) {
        for (String point : points) {
          String what = "round %d, death at %s, seed %d".formatted(round, point, SEED);
          try (Load load = load(cluster, random)) {
            Member victim = victim(cluster, point, random);
            if (OF_SNAPSHOTS.contains(point)) {
              dieBehind(cluster, victim, point, load);
            } else {
              die(cluster, victim, point, observation.revision(), random);
            }
            assertThat(victim.process().output()).contains(Failpoints.PANIC);
            cluster.kill9(victim);
            cluster.launch(victim);
            cluster.awaitServing(ClusterProcesses.LIMIT);
            observation.check(load.stop(), what);
          }
        }
      }
      IO.println(
          "%d deaths at %d failpoints, seed %d: %s"
              .formatted(deaths, points.size(), SEED, observation.summary()));
    }
  }

  private static Member victim(ClusterProcesses cluster, String point, SplittableRandom random) {
    Member leader = cluster.awaitLeader();
    if (point.equals(BEFORE_LEADER_SEND)) {
      return leader;
    }
    boolean isFollower = OF_SNAPSHOTS.contains(point) || point.equals(BEFORE_FOLLOWER_SEND);
    List<Member> candidates = isFollower ? cluster.followers(leader) : cluster.members();
    return candidates.get(random.nextInt(candidates.size()));
  }

  /** A running member, sooner or later. */
  private void die(
      ClusterProcesses cluster,
      Member victim,
      String point,
      long compactable,
      SplittableRandom random) {
    failpoints.get(cluster.members().indexOf(victim)).arm(point, random);
    Thread maintenance =
        Thread.ofVirtual().start(() -> maintainUntilDead(victim.process(), compactable));
    assertDies(victim, point);
    try {
      maintenance.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A member that was away, at the start at which it is sent a snapshot. */
  private void dieBehind(ClusterProcesses cluster, Member victim, String point, Load load) {
    cluster.kill9(victim);
    long before = written(load);
    int enough = 2 * (SNAPSHOT_COUNT + CATCH_UP);
    assertThat(Await.until(ClusterProcesses.LIMIT, () -> written(load) >= before + enough))
        .as("the others go on without %s", victim)
        .isTrue();
    Failpoints.armNextStarts(victim.process(), point);
    cluster.launch(victim);
    assertDies(victim, point);
    Failpoints.disarmNextStarts(victim.process());
  }

  private void assertDies(Member victim, String point) {
    assertThat(victim.process().waitForExit(DEATH_LIMIT))
        .as("exit code of %s at %s", victim, point)
        .isEqualTo(Failpoints.EXIT_PANIC);
    deaths++;
  }

  private static long written(Load load) {
    return load.operations().stream().filter(one -> one.answer() instanceof Answer.Written).count();
  }

  /** One compaction, and again and again what has the store flushed. */
  private static void maintainUntilDead(EtcdProcess node, long compactable) {
    var channel = node.client().channel();
    try {
      KVGrpc.newBlockingStub(channel)
          .withDeadlineAfter(DEATH_LIMIT)
          .compact(CompactionRequest.newBuilder().setRevision(compactable).build());
    } catch (StatusRuntimeException e) {
      // It died, or there was nothing to compact, or no leader; whether it died is checked.
    }
    try {
      while (node.isAlive()) {
        var _ =
            MaintenanceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(DEATH_LIMIT)
                .defragment(DefragmentRequest.getDefaultInstance());
      }
    } catch (StatusRuntimeException e) {
      // It died, as it should.
    }
  }

  private Load load(ClusterProcesses cluster, SplittableRandom random) {
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      ports.add(cluster.member(i / 2).process().clientPort());
    }
    return Load.start((deaths + 1) * CLIENTS, ports, CALL_LIMIT, random.split());
  }
}
