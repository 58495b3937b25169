package io.keelson.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.e2e.operator.ChangedCluster.Kind;
import io.keelson.e2e.operator.OperatorFixture.Death;
import io.keelson.e2e.process.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The operator is killed at drawn moments while clusters change, and its successor finishes what it
 * finds. A kill counts once for each cluster that was in the middle of a change. {@code -Dkills=N}
 * for more of these, then of three clusters ({@code -Dclusters=N}) and with nodes that are drained
 * and lost; {@code -Dseed=N} for other changes and moments.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class OperatorKillIT {
  /** A successor waits for the lease of a killed one to run out, and may start slowly. */
  private static final Duration SUCCESSOR_LIMIT = Duration.ofMinutes(5);

  private static final Duration GAP_LIMIT = Duration.ofSeconds(10);
  private static final Duration DRAIN_LIMIT = Duration.ofMinutes(8);

  /** About as long as one of the changes takes. */
  private static final int DELAY_MILLIS = 20_000;

  private static final int KILLS = Integer.getInteger("kills", 2);
  private static final boolean LONG = KILLS > 10;
  private static final int CLUSTERS = Integer.getInteger("clusters", LONG ? 3 : 1);
  private static final long SEED = Long.getLong("seed", 1);

  /** So many kills lie between two nodes that are drained or lost. */
  private static final int KILLS_BETWEEN_NODES = 5;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final List<ChangedCluster> clusters = new ArrayList<>();

  /** Clusters change side by side, a node is broken while none does. */
  private final ReentrantReadWriteLock quiet = new ReentrantReadWriteLock(true);

  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final Map<Kind, Integer> points = new EnumMap<>(Kind.class);
  private volatile boolean over;
  private final AtomicInteger kills = new AtomicInteger();
  private OperatorFixture fixture;
  private int count;

  @BeforeAll
  void start() {
    fixture = OperatorFixture.shared();
    for (int i = 1; i <= CLUSTERS; i++) {
      clusters.add(new ChangedCluster(fixture, "operator-kills-" + i, random.split()));
    }
  }

  @AfterAll
  void stop() {
    clusters.forEach(ChangedCluster::close);
  }

  @Test
  @Order(1)
  void killedOperatorsLoseNothingAndTheirSuccessorsFinish() throws InterruptedException {
    List<Thread> changes = new ArrayList<>();
    for (ChangedCluster cluster : clusters) {
      changes.add(thread(cluster.name(), () -> changeAlone(cluster)));
    }
    if (LONG) {
      SplittableRandom nodes = random.split();
      changes.add(thread("nodes", () -> breakNodes(nodes)));
    }
    try {
      while (count < KILLS && failures.isEmpty()) {
        kill();
      }
    } finally {
      over = true;
      for (Thread thread : changes) {
        thread.join();
      }
    }
    failures.forEach(Throwable::printStackTrace);
    System.out.printf("seed %d: %d kills, %d kill points %s%n", SEED, kills.get(), count, points);
    assertThat(failures).isEmpty();
    for (ChangedCluster cluster : clusters) {
      check(cluster);
    }
  }

  /** With a standby, and in the long form without. */
  @Test
  @Order(2)
  void restartedOperatorSoonSeesWhatChangedMeanwhile() {
    restart("two replicas", 1);
    if (LONG) {
      fixture.scaleOperator(1);
      try {
        restart("one replica", 2);
        restart("one replica, again", 3);
      } finally {
        fixture.scaleOperator(2);
      }
    }
  }

  private void restart(String what, int number) {
    ManagedCluster cluster = clusters.getFirst().cluster();
    assertThat(Await.until(SUCCESSOR_LIMIT, () -> fixture.killLeader(Death.PROCESS)))
        .as("an operator")
        .isTrue();
    long killed = System.nanoTime();
    cluster.patch("{\"progressDeadline\":\"%dm\"}".formatted(10 + number));
    boolean seen = Await.until(SUCCESSOR_LIMIT, cluster::isSeen);
    System.out.printf(
        "%s: a change is in the status %d ms after the kill of the process, by %s%n",
        what, (System.nanoTime() - killed) / 1_000_000, fixture.leader());
    assertThat(seen).as(fixture.logs()).isTrue();
  }

  /** One kill at a moment at which something goes on. */
  private void kill() {
    assertThat(Await.until(SUCCESSOR_LIMIT, this::isSomethingGoingOn)).as("a change").isTrue();
    LockSupport.parkNanos(Duration.ofMillis(random.nextInt(DELAY_MILLIS)).toNanos());
    Map<String, Kind> hit = goingOn();
    if (hit.isEmpty()) {
      return;
    }
    String leader = fixture.leader();
    Death death = random.nextBoolean() ? Death.PROCESS : Death.POD;
    // The process may be on a node that is lost.
    if (!fixture.killLeader(death) && !fixture.killLeader(Death.POD)) {
      return;
    }
    Instant killed = Instant.now();
    int number = kills.incrementAndGet();
    count += hit.size();
    hit.values().forEach(kind -> points.merge(kind, 1, Integer::sum));
    System.out.printf("%s kill %d (%s) of %s during %s%n", killed, number, death, leader, hit);
    String not = death == Death.POD ? leader : "";
    boolean succeeded = Await.until(SUCCESSOR_LIMIT, () -> leadsSince(killed, not));
    assertThat(succeeded).as("a successor of %s: %s", leader, fixture.logs()).isTrue();
    System.out.printf(
        "%s leads %d ms after the kill%n",
        fixture.leader(), Duration.between(killed, Instant.now()).toMillis());
  }

  private boolean leadsSince(Instant moment, String notThis) {
    LockSupport.parkNanos(200_000_000);
    return fixture.leadsSince(moment, notThis);
  }

  private boolean isSomethingGoingOn() {
    return !failures.isEmpty() || !goingOn().isEmpty();
  }

  private Map<String, Kind> goingOn() {
    Map<String, Kind> found = new TreeMap<>();
    for (ChangedCluster cluster : clusters) {
      cluster.goingOn().ifPresent(kind -> found.put(cluster.name(), kind));
    }
    return found;
  }

  private void changeAlone(ChangedCluster cluster) {
    while (!over && failures.isEmpty()) {
      quiet.readLock().lock();
      try {
        cluster.changeInSomeWay();
      } finally {
        quiet.readLock().unlock();
      }
    }
  }

  /** In turns drained and lost. */
  private void breakNodes(SplittableRandom draws) {
    int next = 2;
    boolean drain = draws.nextBoolean();
    while (!over && failures.isEmpty()) {
      if (kills.get() < next) {
        LockSupport.parkNanos(500_000_000);
        continue;
      }
      quiet.writeLock().lock();
      try {
        clusters.forEach(ChangedCluster::growFromOne);
        Optional<String> node = nodeThatCanBeMissed(draws);
        node.ifPresent(drain ? this::drain : this::lose);
      } finally {
        quiet.writeLock().unlock();
      }
      drain = !drain;
      next = kills.get() + KILLS_BETWEEN_NODES;
    }
  }

  /** Clients are on node 1. */
  private Optional<String> nodeThatCanBeMissed(SplittableRandom draws) {
    List<String> nodes = new ArrayList<>();
    fixture.client().nodes().list().getItems().stream()
        .map(node -> node.getMetadata().getName())
        .filter(
            node -> !node.equals("node1") && clusters.stream().allMatch(one -> spares(one, node)))
        .filter(node -> clusters.stream().anyMatch(one -> membersOn(one, node) > 0))
        .forEach(nodes::add);
    return nodes.isEmpty() ? Optional.empty() : Optional.of(nodes.get(draws.nextInt(nodes.size())));
  }

  private static boolean spares(ChangedCluster cluster, String node) {
    return membersOn(cluster, node) <= (cluster.replicas() - 1) / 2;
  }

  private static long membersOn(ChangedCluster cluster, String node) {
    return cluster.cluster().pods().stream()
        .filter(pod -> node.equals(pod.getSpec().getNodeName()))
        .count();
  }

  private void drain(String node) {
    System.out.println("drain " + node);
    Thread drain =
        thread(
            "drain",
            () ->
                assertThat(Await.until(DRAIN_LIMIT, () -> isDrained(node)))
                    .as("%s is drained", node)
                    .isTrue());
    everybodyLeaves(node, Kind.DRAIN);
    join(drain);
    fixture.kubectl().print("", "uncordon", node);
  }

  private boolean isDrained(String node) {
    return fixture
            .kubectl()
            .run(
                "",
                "drain",
                node,
                "--ignore-daemonsets",
                "--delete-emptydir-data",
                "--force",
                "--timeout=20s")
            .exitCode()
        == 0;
  }

  private void lose(String node) {
    System.out.println("lose " + node);
    int number = Integer.parseInt(node.substring("node".length()));
    fixture.kubernetes().stopNode(number);
    try {
      everybodyLeaves(node, Kind.NODE);
    } finally {
      fixture.kubernetes().startNode(number);
    }
    boolean back = Await.until(SUCCESSOR_LIMIT, () -> isReady(node));
    assertThat(back).as("%s is back", node).isTrue();
  }

  private boolean isReady(String node) {
    LockSupport.parkNanos(500_000_000);
    return fixture.client().nodes().withName(node).require().getStatus().getConditions().stream()
        .anyMatch(one -> one.getType().equals("Ready") && one.getStatus().equals("True"));
  }

  private void everybodyLeaves(String node, Kind kind) {
    List<Thread> waiting = new ArrayList<>();
    for (ChangedCluster cluster : clusters) {
      if (membersOn(cluster, node) > 0) {
        BooleanSupplier left = () -> membersOn(cluster, node) == 0;
        waiting.add(thread(cluster.name(), () -> cluster.during(kind, () -> left)));
      }
    }
    waiting.forEach(OperatorKillIT::join);
  }

  private void check(ChangedCluster cluster) {
    List<String> lost = cluster.writer().stopAndCheck();
    cluster.watch().close();
    System.out.printf(
        "%s: %d changes, the longest %.1f s; longest time without a write %d ms; %s; %s%n",
        cluster.name(),
        cluster.changes(),
        cluster.longest().toMillis() / 1e3,
        cluster.longestGap().toMillis(),
        cluster.writer(),
        cluster.watch());
    System.out.println("without an election: " + cluster.writer().failuresWithoutElection());
    System.out.println("less than a quorum: " + cluster.watch().violations());
    assertThat(lost).isEmpty();
    assertThat(cluster.watch().judged()).isGreaterThan(KILLS / CLUSTERS);
    assertThat(cluster.watch().violations()).isEmpty();
    assertThat(cluster.longestGap()).isLessThan(GAP_LIMIT);
  }

  private Thread thread(String name, Runnable work) {
    return Thread.ofPlatform()
        .daemon()
        .name(name)
        .start(
            () -> {
              try {
                work.run();
              } catch (RuntimeException | AssertionError e) {
                failures.add(e);
              }
            });
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
