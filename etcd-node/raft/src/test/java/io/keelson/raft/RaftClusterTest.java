package io.keelson.raft;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Clusters under faults that a seed draws: messages delayed, lost, doubled and out of order, disks
 * and state machines that answer late, crashes that lose what was not written, changes of members,
 * transfers, snapshots, messages of liars. {@link ClusterChecks} says what must hold throughout;
 * when the faults end everybody must agree.
 *
 * <p>{@code -Dseeds=20000} runs more seeds, from {@code -DfirstSeed} on, {@code -Dseed=7} one.
 */
final class RaftClusterTest {
  private static final long SEEDS = Long.getLong("seeds", 300);

  @Test
  void agreesWhateverHappens() {
    long first = Long.getLong("seed", -1);
    long from = first < 0 ? Long.getLong("firstSeed", 0) : first;
    long to = first < 0 ? from + SEEDS : first + 1;
    long elections = 0;
    long reads = 0;
    long restores = 0;
    long committed = 0;
    for (long seed = from; seed < to; seed++) {
      ClusterSim sim = new ClusterSim(seed);
      try {
        sim.disturb();
        sim.heal();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(
            "seed %d: %s; again: ./mvnw -o -pl etcd-node/raft test -Dtest=%s -Dseed=%d"
                .formatted(seed, e, RaftClusterTest.class.getSimpleName(), seed),
            e);
      }
      elections += sim.checks.elections;
      reads += sim.checks.reads;
      restores += sim.checks.restores;
      committed += sim.checks.committedIndex();
    }
    System.out.printf(
        "%d seeds: %d elections, %d reads, %d snapshots, %d entries%n",
        to - from, elections, reads, restores, committed);
    if (first < 0) {
      assertThat(elections).isGreaterThan(SEEDS);
      assertThat(reads).isGreaterThan(SEEDS);
      assertThat(restores).isPositive();
      assertThat(committed).isGreaterThan(20 * SEEDS);
    }
  }
}
