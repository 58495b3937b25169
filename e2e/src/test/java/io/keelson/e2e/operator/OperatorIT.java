package io.keelson.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.Program;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The life of one cluster, from its first member to its last volume, under steady writes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class OperatorIT {
  /** Of one change, on a loaded machine. */
  private static final Duration LIMIT = Duration.ofMinutes(3);

  /** What a client may wait while members come, go and hand over; one election and a retry. */
  private static final Duration GAP_LIMIT = Duration.ofSeconds(10);

  /** How long nothing may be written; 0 for not at all. */
  private static final int IDLE_SECONDS = Integer.getInteger("idleSeconds", 0);

  private static final int IDLE_TRIES = 3;

  /** Until the status tells of the end of the writes, and the schedule was seen. */
  private static final int SETTLE_SECONDS = 4;

  /** Asks for nothing while the test runs, unless that is at the turn of the year. */
  private static final String SCHEDULE =
      """
      apiVersion: etcd.keelson.dev/v1alpha1
      kind: EtcdBackupSchedule
      metadata: {name: yearly}
      spec:
        schedule: "0 0 1 1 *"
        clusterRef: {name: trial}
        template:
          target: {pvc: {claimName: none}}
      """;

  private ManagedCluster cluster;
  private Tunnel tunnel;
  private SteadyWriter writer;
  private int incarnationBefore;

  @BeforeAll
  void start() {
    cluster = new ManagedCluster(OperatorFixture.shared(), "operator-life");
    say("three members", cluster.awaitSettled(3, LIMIT));
    tunnel = cluster.tunnel();
    writer = new SteadyWriter(tunnel.port(), cluster::credentials);
  }

  @AfterAll
  void stop() {
    if (writer != null) {
      writer.close();
    }
    if (tunnel != null) {
      tunnel.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  @Order(1)
  void threeMembersWithTlsBecomeAvailable() {
    Program.Result waited =
        cluster.kubectl(
            "wait",
            "--for=condition=Available",
            "etcdcluster/" + ManagedCluster.NAME,
            "--timeout=5s");
    assertThat(waited.exitCode()).as(waited.err()).isZero();
    assertThat(Await.until(LIMIT, () -> writer.acknowledged() > 0)).as(writer.toString()).isTrue();
  }

  @Test
  @Order(2)
  void growsAndShrinksWithoutLosingAWrite() {
    writer.takeGap();
    for (int replicas : List.of(5, 3, 1, 3)) {
      cluster.scale(replicas);
      say("to %d members".formatted(replicas), cluster.awaitSettled(replicas, LIMIT));
    }
    checkGap("scaling");
  }

  @Test
  @Order(3)
  void optionIsRolledOutWithTheLeaderLast() {
    String leader = cluster.leader();
    cluster.patch("{\"options\":{\"snapshotCount\":5000}}");
    say("rolled", cluster.awaitSettled(3, LIMIT));
    TreeMap<Instant, String> started = new TreeMap<>();
    cluster
        .pods()
        .forEach(
            pod -> {
              assertThat(pod.getSpec().getContainers().getFirst().getArgs())
                  .contains("--snapshot-count=5000");
              started.put(
                  Instant.parse(pod.getMetadata().getCreationTimestamp()),
                  pod.getMetadata().getName());
            });
    assertThat(started.lastEntry().getValue()).as("last of %s", started).isEqualTo(leader);
    checkGap("rolling");
  }

  @Test
  @Order(4)
  void deletedPodComesBack() {
    String member = follower();
    assertThat(cluster.kubectl("delete", "pod", member, "--wait=false").exitCode()).isZero();
    awaitDisturbed();
    say("pod back", cluster.awaitSettled(3, LIMIT));
    assertThat(cluster.incarnation(member)).as("it keeps its volume").isEqualTo(incarnationBefore);
    checkGap("without a follower");
  }

  @Test
  @Order(5)
  void memberWhoseVolumeIsGoneIsReplaced() {
    String member = follower();
    String claim = "data-%s-%d".formatted(member, incarnationBefore);
    String volume = cluster.field("pvc/" + claim, ".metadata.uid");
    String identity = cluster.field("etcdmember/" + member, ".status.memberID");
    assertThat(cluster.kubectl("delete", "pvc", claim, "--wait=false").exitCode()).isZero();
    assertThat(cluster.kubectl("delete", "pod", member, "--wait=false").exitCode()).isZero();
    awaitDisturbed();
    say("replaced", cluster.awaitSettled(3, LIMIT));
    assertThat(cluster.field("pvc", ".items[*].metadata.uid")).isNotBlank().doesNotContain(volume);
    assertThat(cluster.field("etcdmember", ".items[*].status.memberID"))
        .isNotBlank()
        .doesNotContain(identity);
    checkGap("replacing a member");
  }

  @Test
  @Order(6)
  void badChangesAreRefusedWithReasons() {
    Program.Result even =
        cluster.kubectl("scale", "etcdcluster/" + ManagedCluster.NAME, "--replicas=2");
    assertThat(even.exitCode()).isNotZero();
    assertThat(even.err()).contains("replicas must be odd");
    Program.Result smaller =
        cluster.kubectl(
            "patch",
            "etcdcluster",
            ManagedCluster.NAME,
            "--type=merge",
            "--patch={\"spec\":{\"storage\":{\"size\":\"512Mi\"}}}");
    assertThat(smaller.exitCode()).isNotZero();
    assertThat(smaller.err()).contains("storage.size may only grow");
  }

  @Test
  @Order(7)
  void everyAcknowledgedWriteIsThere() {
    List<String> lost = writer.stopAndCheck();
    System.out.println("writer: " + writer);
    assertThat(lost).isEmpty();
    assertThat(writer.acknowledged()).isGreaterThan(100);
  }

  /** Nobody else uses this Kubernetes, but what an earlier test left may still be going. */
  @Test
  @Order(8)
  void nothingIsWrittenAtRest() {
    Assumptions.assumeTrue(IDLE_SECONDS > 0, "takes minutes: only with -DidleSeconds=N");
    cluster.apply(SCHEDULE);
    ApiWrites writes = new ApiWrites(OperatorFixture.shared().kubectl());
    Map<String, Long> written = Map.of("not looked", 1L);
    for (int i = 0; i < IDLE_TRIES && !written.isEmpty(); i++) {
      LockSupport.parkNanos(Duration.ofSeconds(SETTLE_SECONDS).toNanos());
      writes.take();
      LockSupport.parkNanos(Duration.ofSeconds(IDLE_SECONDS).toNanos());
      written = writes.take();
      System.out.printf("written in %d s at rest: %s%n", IDLE_SECONDS, written);
    }
    assertThat(written).isEmpty();
  }

  @Test
  @Order(9)
  void deletedClusterLeavesNothing() {
    say("deleted", cluster.delete());
    assertThat(Await.until(LIMIT, () -> cluster.belongings().isBlank()))
        .as(cluster.belongings())
        .isTrue();
  }

  private String follower() {
    writer.takeGap();
    String leader = cluster.leader();
    String member =
        cluster.pods().stream()
            .map(pod -> pod.getMetadata().getName())
            .filter(name -> !name.equals(leader))
            .findFirst()
            .orElseThrow();
    incarnationBefore = cluster.incarnation(member);
    return member;
  }

  private void awaitDisturbed() {
    var _ =
        cluster.await(
            "member missing",
            LIMIT,
            object -> ManagedCluster.has(object, "MembersHealthy", "False"));
  }

  private void checkGap(String during) {
    Duration gap = writer.takeGap();
    System.out.printf("longest time without a write, %s: %d ms%n", during, gap.toMillis());
    assertThat(gap).as("%s; %s", during, writer).isLessThan(GAP_LIMIT);
  }

  private static void say(String what, Duration time) {
    System.out.printf("%s after %.1f s%n", what, time.toMillis() / 1e3);
  }
}
