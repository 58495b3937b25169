package io.keelson.e2e.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.e2e.operator.KillLane.Task;
import io.keelson.e2e.operator.KillLane.What;
import io.keelson.e2e.operator.Killer.Victim;
import io.keelson.e2e.process.Await;
import io.keelson.e2e.process.Folders;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Operator, worker, member and store are killed at every step of backups and restores, in five
 * clusters at once. Only with {@code -Dkills=N}; {@code BackupIT} has two such kills in any case.
 * {@code -Dseed=N} for other moments, {@code -Dsteps=TEXT} for tasks with that text only.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BackupKillIT {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int KILLS = Integer.getInteger("kills", 0);
  private static final long SEED = Long.getLong("seed", 1);
  private static final String STEPS = System.getProperty("steps", "");

  private final Path folder = Folders.create("kills");
  private final KillPoints points = new KillPoints();
  private final List<KillLane> lanes = new ArrayList<>();

  private ManagedCluster cluster;
  private ObjectStore store;

  @BeforeAll
  void start() {
    Assumptions.assumeTrue(KILLS > 0, "only with -Dkills=N");
    OperatorFixture fixture = OperatorFixture.shared();
    cluster = new ManagedCluster(fixture, "backup-kills");
    List<ManagedCluster> single =
        Stream.of("one", "two", "three", "four").map(name -> cluster.another(name, 1)).toList();
    store = ObjectStore.durable(fixture, cluster);
    var killer = new Killer(fixture, store, points);
    var random = new SplittableRandom(SEED);
    cluster.awaitSettled(3, LIMIT);
    lanes.add(new KillLane(fixture, killer, points, cluster, 3, folder, random.split()));
    for (ManagedCluster one : single) {
      one.awaitSettled(1, LIMIT);
      lanes.add(new KillLane(fixture, killer, points, one, 1, folder, random.split()));
    }
  }

  @AfterAll
  void stop() {
    lanes.forEach(KillLane::close);
    if (cluster != null) {
      cluster.close();
    }
    Folders.delete(folder);
  }

  @Test
  void everythingEndsAndNothingIsLeft() throws InterruptedException {
    Queue<Task> tasks = new ConcurrentLinkedQueue<>(tasks());
    List<Thread> threads = new ArrayList<>();
    for (KillLane lane : lanes) {
      threads.add(Thread.ofPlatform().name("lane").start(() -> work(lane, tasks)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    System.out.printf("seed %d%n%s%n", SEED, points);
    List<String> wrong = new ArrayList<>();
    lanes.forEach(lane -> wrong.addAll(lane.violations()));
    assertThat(wrong).isEmpty();
    assertNothingIsLeft();
    assertThat(points.points()).isPositive();
  }

  private static void work(KillLane lane, Queue<Task> tasks) {
    Task task;
    while ((task = tasks.poll()) != null) {
      lane.run(task);
    }
  }

  /** Backups have two objects each, and when they are deleted, none. */
  private void assertNothingIsLeft() {
    int backups = lanes.stream().mapToInt(KillLane::backups).sum();
    assertThat(store.keys("kills/")).hasSize(2 * backups);
    assertThat(store.unfinished()).isEmpty();
    assertThat(cluster.kubectl("get", "jobs,etcdrestores", "-o", "name").out().lines())
        .allMatch(line -> line.startsWith("etcdrestore"));
    // Seven members and the store.
    assertThat(Await.until(LIMIT, () -> count("pods") == 8)).as("pods").isTrue();
    assertThat(Await.until(LIMIT, () -> claims() == 8)).as("claims").isTrue();
    cluster.kubectl("delete", "etcdbackups", "--all", "--wait=false");
    assertThat(Await.until(LIMIT, () -> count("etcdbackups") == 0)).as("deletion").isTrue();
    assertThat(store.keys("")).isEmpty();
    assertThat(store.unfinished()).isEmpty();
  }

  private long count(String kind) {
    return cluster.kubectl("get", kind, "-o", "name").out().lines().count();
  }

  /** Without those that go by themselves a day after their member was given up. */
  private long claims() {
    String until = "custom-columns=U:.metadata.annotations.etcd\\.keelson\\.dev/retain-until";
    return cluster
        .kubectl("get", "pvc", "--no-headers", "-o", until)
        .out()
        .lines()
        .filter(line -> line.strip().equals("<none>"))
        .count();
  }

  /** Every step with every victim, in a drawn order, again and again. */
  private static List<Task> tasks() {
    var random = new Random(SEED);
    List<Task> all = new ArrayList<>();
    while (all.size() < KILLS) {
      List<Task> round = round(random);
      round.removeIf(task -> !task.toString().contains(STEPS));
      Collections.shuffle(round, random);
      all.addAll(round);
    }
    return new ArrayList<>(all.subList(0, KILLS));
  }

  private static List<Task> round(Random random) {
    var tasks = new ArrayList<Task>();
    Victim[] all = Victim.values();
    add(tasks, random, What.BACKUP, "Pending", 800, Victim.OPERATOR, Victim.STORE);
    add(tasks, random, What.BACKUP, "Running", 3_000, all);
    add(tasks, random, What.BACKUP, "Running", 9_000, all);
    add(tasks, random, What.BACKUP, "Running", 9_000, all);
    add(tasks, random, What.BACKUP, "Verifying", 4_000, all);
    add(tasks, random, What.BACKUP, "Completed", 300, Victim.OPERATOR);
    Victim[] noMember = {Victim.OPERATOR, Victim.WORKER, Victim.STORE};
    add(tasks, random, What.DELETE, "Deleting", 2_500, noMember);
    add(tasks, random, What.IN_PLACE, "Pending", 500, Victim.OPERATOR);
    add(tasks, random, What.IN_PLACE, "Rehearsing", 6_000, all);
    add(tasks, random, What.IN_PLACE, "Fencing", 3_000, Victim.OPERATOR, Victim.MEMBER);
    add(tasks, random, What.IN_PLACE, "Restoring/Seeding", 6_000, noMember);
    add(tasks, random, What.IN_PLACE, "Restoring/Seeding", 6_000, noMember);
    add(tasks, random, What.IN_PLACE, "Scaling/Growing", 4_000, Victim.OPERATOR, Victim.MEMBER);
    add(tasks, random, What.NEW_CLUSTER, "Rehearsing", 6_000, noMember);
    add(tasks, random, What.NEW_CLUSTER, "Restoring", 500, Victim.OPERATOR);
    add(tasks, random, What.NEW_CLUSTER, "Restoring/Seeding", 6_000, noMember);
    add(tasks, random, What.NEW_CLUSTER, "Scaling", 4_000, Victim.OPERATOR, Victim.MEMBER);
    add(tasks, random, What.DAMAGED, "Rehearsing", 6_000, noMember);
    add(tasks, random, What.UNDONE, "Restoring/Seeding", 4_000, noMember);
    add(tasks, random, What.UNDONE, "Restoring/RollingBack", 2_000, all);
    return tasks;
  }

  private static void add(
      List<Task> tasks, Random random, What what, String step, int delayMillis, Victim... victims) {
    for (Victim victim : victims) {
      tasks.add(new Task(what, victim, step, random.nextInt(delayMillis)));
    }
  }
}
