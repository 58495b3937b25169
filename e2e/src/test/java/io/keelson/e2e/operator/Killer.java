package io.keelson.e2e.operator;

import io.fabric8.kubernetes.api.model.Pod;
import io.keelson.e2e.process.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Kills what takes part in backups and restores, and notes which objects that met. The store is
 * looked at through it, so that nobody looks while it is down on purpose. Thread-safe.
 */
final class Killer {
  /** What can be killed. */
  enum Victim {
    /** The operator that holds the lease. */
    OPERATOR,
    /** The pod that does the work of the step: of a job, or a first member with its data. */
    WORKER,
    /** A member of the cluster that is read or restored. */
    MEMBER,
    /** The server of the store, which is down for a while. */
    STORE
  }

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int DOWN_MILLIS = 12_000;
  private static final Path CONTROL_GROUPS = Path.of("/sys/fs/cgroup");

  private final OperatorFixture fixture;
  private final ObjectStore store;
  private final KillPoints points;
  private final List<KillCourse> running = new CopyOnWriteArrayList<>();

  Killer(OperatorFixture fixture, ObjectStore store, KillPoints points) {
    this.fixture = fixture;
    this.store = store;
    this.points = points;
  }

  /** Kills may meet it from now on. */
  void begins(KillCourse course) {
    running.add(course);
  }

  /** It has come to its end; what met it is counted. */
  void ended(KillCourse course, String outcome) {
    running.remove(course);
    course.met().forEach(point -> points.ended(point, outcome));
  }

  /** Looks into the store while it is up. */
  <T> T look(Function<ObjectStore, T> question) {
    synchronized (store) {
      return question.apply(store);
    }
  }

  /** Kills; false when there was nobody to kill. */
  boolean kill(Victim victim, KillCourse course, SplittableRandom random) {
    boolean done =
        switch (victim) {
          case OPERATOR -> operator();
          case WORKER -> one(course.workers(), random);
          case MEMBER -> one(course.members(), random);
          case STORE -> store(random);
        };
    if (!done) {
      return false;
    }
    points.killed();
    if (victim == Victim.WORKER || victim == Victim.MEMBER) {
      course.meets(victim);
    }
    return true;
  }

  private boolean operator() {
    running.forEach(KillCourse::look);
    boolean done = Await.until(PATIENCE, () -> fixture.killLeader(OperatorFixture.Death.POD));
    if (done) {
      running.forEach(course -> course.meets(Victim.OPERATOR));
    }
    return done;
  }

  private boolean store(SplittableRandom random) {
    running.forEach(KillCourse::look);
    synchronized (store) {
      store.kill();
      running.forEach(course -> course.meets(Victim.STORE));
      LockSupport.parkNanos(Duration.ofMillis(random.nextInt(DOWN_MILLIS)).toNanos());
      store.start();
    }
    return true;
  }

  /** Its processes, so that its containers are started anew, or the pod with all that it has. */
  private boolean one(List<Pod> candidates, SplittableRandom random) {
    if (candidates.isEmpty()) {
      return false;
    }
    Pod pod = candidates.get(random.nextInt(candidates.size()));
    if (random.nextBoolean() && killProcesses(pod.getMetadata().getUid())) {
      return true;
    }
    String name = pod.getMetadata().getName();
    String namespace = "--namespace=" + pod.getMetadata().getNamespace();
    return fixture
            .kubectl()
            .run("", "delete", "pod", name, namespace, "--grace-period=0", "--force")
            .exitCode()
        == 0;
  }

  /** The one that holds the pod's namespaces is left alone. */
  private static boolean killProcesses(String uid) {
    boolean any = false;
    for (Path file : processFiles(uid)) {
      for (long pid : pids(file)) {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        boolean holder = process.flatMap(p -> p.info().command()).orElse("pause").endsWith("pause");
        if (!holder) {
          any |= process.get().destroyForcibly();
        }
      }
    }
    return any;
  }

  private static List<Path> processFiles(String podUid) {
    List<Path> found = new ArrayList<>();
    String mark = "pod" + podUid;
    try (Stream<Path> files =
        Files.find(
            CONTROL_GROUPS,
            12,
            (path, _) -> path.endsWith("cgroup.procs") && path.toString().contains(mark))) {
      files.forEach(found::add);
    } catch (IOException | UncheckedIOException e) {
      return found; // a group has ended meanwhile
    }
    return found;
  }

  private static List<Long> pids(Path file) {
    try {
      return Files.readAllLines(file).stream().map(Long::valueOf).toList();
    } catch (IOException e) {
      return List.of(); // it has ended meanwhile
    }
  }
}
