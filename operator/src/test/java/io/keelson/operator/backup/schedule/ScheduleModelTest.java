package io.keelson.operator.backup.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Schedules of every kind are followed for a year, or around a change of clocks if they are dense,
 * and compared with a model that reads a clock on the wall minute by minute. {@code -Dseeds=N} for
 * more, {@code -DfirstSeed=K}.
 */
final class ScheduleModelTest {
  @Test
  void runsCatchesUpAndKeepsAsSpecified() {
    long first = Long.getLong("firstSeed", 0);
    long seeds = Long.getLong("seeds", 12);
    long passes = 0;
    long begins = 0;
    long catchUps = 0;
    long removals = 0;
    for (long seed = first; seed < first + seeds; seed++) {
      ScheduleModel model = run(seed);
      passes += model.passes;
      begins += model.begins;
      catchUps += model.catchUps;
      removals += model.removals;
    }
    assertThat(begins).isPositive();
    System.out.printf(
        "schedules: %d seeds, %d passes, %d backups, %d of them late, %d removed%n",
        seeds, passes, begins, catchUps, removals);
  }

  private static ScheduleModel run(long seed) {
    ScheduleModel model = null;
    try {
      model = new ScheduleModel(new SplittableRandom(seed));
      model.run();
      model.checkVerified();
      return model;
    } catch (RuntimeException | BadScheduleException e) {
      String about = model == null ? "" : "\n" + model.about;
      return fail("seed " + seed + ": " + e + about, e);
    }
  }
}
