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
  private static final List<Integer> MEMBERS = List.of(3, 5, 3, 7, 3, 5, 1);

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
    long seeds = Long.getLong("seeds", 200);
    AtomicLong next = new AtomicLong(Long.getLong("firstSeed", 0));
    long end = next.get() + seeds;
    Coverage coverage = new Coverage();
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      Future<Coverage> first = threads.submit(() -> runAll(next, end));
      Future<Coverage> second = threads.submit(() -> runAll(next, end));
      coverage.add(first.get());
      coverage.add(second.get());
    }
    assertThat(coverage.counts()).isNotEmpty();
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
