package io.keelson.node.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Runs whole clusters under faults: {@code -Dseeds=N} for more, {@code -Dseed=K} for one, whose
 * trace is then written to {@code target/simulation-K.txt}.
 */
final class SimulationTest {
  private static final int THREADS = 2;
  private static final long SEEDS = 200;
  private static final List<Integer> MEMBERS = List.of(3, 5, 3, 7, 3, 5, 1);

  /** What must happen now and then, or the simulation has become too kind. */
  private static final List<String> NOW_AND_THEN =
      List.of(
          "crash",
          "kill",
          "stop",
          "pause",
          "power failure",
          "death by fault",
          "disk fault in SYNC",
          "disk fault in WRITE",
          "stop in a disk call",
          "message lost",
          "message doubled",
          "message late",
          "message cut off",
          "snapshot received",
          "snapshot broken off",
          "store replaced",
          "transfer",
          "done ADD_NODE",
          "done ADD_LEARNER_NODE",
          "done REMOVE_NODE",
          "unknown outcome",
          "watch events",
          "slow watcher",
          "answered KeepAlive",
          "answered Compact",
          "answered Txn");

  /** How many members a seed's cluster is founded with. */
  static int membersOf(long seed) {
    return MEMBERS.get((int) (seed % MEMBERS.size()));
  }

  @Test
  void holdsUnderFaults() throws Exception {
    Long one = Long.getLong("seed");
    if (one != null) {
      replay(one);
      return;
    }
    long seeds = Long.getLong("seeds", SEEDS);
    AtomicLong next = new AtomicLong(Long.getLong("firstSeed", 0));
    long end = next.get() + seeds;
    Coverage coverage = new Coverage();
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      Future<Coverage> first = threads.submit(() -> runAll(next, end));
      Future<Coverage> second = threads.submit(() -> runAll(next, end));
      coverage.add(first.get());
      coverage.add(second.get());
    }
    if (seeds >= SEEDS) {
      assertThat(coverage.counts().keySet()).containsAll(NOW_AND_THEN);
    }
  }

  private static Coverage runAll(AtomicLong next, long end) {
    Coverage coverage = new Coverage();
    for (long seed = next.getAndIncrement(); seed < end; seed = next.getAndIncrement()) {
      try {
        coverage.add(Simulation.run(seed, membersOf(seed), null).coverage());
      } catch (RuntimeException e) {
        throw new AssertionError(
            "seed " + seed + ": " + e.getMessage() + "\nrepeat with: " + command(seed), e);
      }
    }
    return coverage;
  }

  private static String command(long seed) {
    return "./mvnw -pl etcd-node/server -am test -Dtest=SimulationTest -Dseed="
        + seed
        + " -Dsurefire.failIfNoSpecifiedTests=false";
  }

  private static void replay(long seed) throws IOException {
    Path file = Path.of("target", "simulation-" + seed + ".txt");
    try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      Simulation.run(seed, membersOf(seed), out);
    }
  }
}
