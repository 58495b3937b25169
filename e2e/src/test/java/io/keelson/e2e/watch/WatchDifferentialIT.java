package io.keelson.e2e.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.e2e.BesideOthers;
import io.keelson.e2e.Requires;
import io.keelson.e2e.process.EtcdProcess;
import org.junit.jupiter.api.Test;

/**
 * Watchers of upstream 3.7 and of our node hear the same. {@code -Dseeds=N} for more runs, {@code
 * -Dseed=N} for the first seed, {@code -DwatchOps=N} for longer ones.
 */
@BesideOthers
final class WatchDifferentialIT {
  private static final String UPSTREAM = "3.7";
  private static final int SEEDS = Integer.getInteger("seeds", 2);
  private static final long SEED = Long.getLong("seed", 1);
  private static final int OPERATIONS = Integer.getInteger("watchOps", 600);

  @Test
  void oursHearTheSame() {
    for (long seed = SEED; seed < SEED + SEEDS; seed++) {
      run(seed, OPERATIONS, Requires.upstream(UPSTREAM), Requires.subject());
    }
  }

  @Test
  void upstreamAgreesWithItself() {
    run(SEED, 200, Requires.upstream(UPSTREAM), Requires.upstream(UPSTREAM));
  }

  private static void run(
      long seed, int operations, EtcdProcess.Spec upstream, EtcdProcess.Spec subject) {
    try (EtcdProcess a = upstream.start();
        EtcdProcess b = subject.start()) {
      WatchDifferential.Report report = WatchDifferential.run(seed, operations, a, b);
      IO.println(
          "%s and %s, seed %d: %d watchers heard %d events"
              .formatted(a.label(), b.label(), seed, report.watchers(), report.events()));
      assertThat(report.differences()).as("seed %d", seed).isEmpty();
    }
  }
}
