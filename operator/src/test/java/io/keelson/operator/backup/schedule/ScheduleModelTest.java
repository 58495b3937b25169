package io.keelson.operator.backup.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    Totals totals =
        LongStream.range(first, first + seeds)
            .parallel()
            .mapToObj(ScheduleModelTest::run)
            .reduce(new Totals(0, 0, 0, 0), Totals::plus);
    assertThat(totals.begins()).isPositive();
    System.out.printf(
        "schedules: %d seeds, %d passes, %d backups, %d of them late, %d removed%n",
        seeds, totals.passes(), totals.begins(), totals.catchUps(), totals.removals());
  }

  /**
   * Clocks that go back by half an hour: where an hour of hourly backups ends. By jitter, a run
   * that begins after other attempts of later ones: it is the last, whether it ends well or not.
   * Another attempt that took the name of a run to come.
   */
  @ParameterizedTest
  @ValueSource(longs = {3525, 3860, 4300, 7704})
  void seedsThatFailedOnce(long seed) {
    assertThat(run(seed).begins()).isPositive();
  }

  private record Totals(long passes, long begins, long catchUps, long removals) {
    Totals plus(Totals other) {
      return new Totals(
          passes + other.passes,
          begins + other.begins,
          catchUps + other.catchUps,
          removals + other.removals);
    }
  }

  private static Totals run(long seed) {
    ScheduleModel model = null;
    try {
      model = new ScheduleModel(new SplittableRandom(seed));
      model.run();
      model.checkVerified();
      return new Totals(model.passes, model.begins, model.catchUps, model.removals);
    } catch (RuntimeException | BadScheduleException e) {
      String about = model == null ? "" : "\n" + model.about;
      return fail("seed " + seed + ": " + e + about, e);
    }
  }
}
