package io.keelson.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.operator.api.BeaconStatus;
import io.keelson.operator.api.LossBound;
import io.keelson.operator.plan.Poll;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A cluster is written to, with pauses, until its quorum is lost at some moment: what the survivor
 * lacks is never more than the bound.
 */
final class LossesTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  private static Poll poll(long revision) {
    return new Poll(1, 1, 1, 3, revision + 5, revision, false, true, "3.7.1", revision, 1, 1, 0);
  }

  @Test
  void boundsWhatIsLost() {
    for (long seed = 0; seed < 500; seed++) {
      RandomGenerator random = new SplittableRandom(seed);
      int most = 1 + random.nextInt(3_000);
      long lives = 60 + random.nextLong(600);
      long revision = 1_000;
      long behind = 0;
      boolean writes = true;
      @Nullable BeaconStatus beacon = null;
      long second = 0;
      for (; second < lives; second++) {
        if (random.nextInt(40) == 0) {
          writes = !writes;
        }
        // After a pause it is as fast as ever; the last half minute shows the highest rate.
        boolean shown = second >= lives - 30;
        if (writes || shown) {
          revision += shown ? most : random.nextInt(most + 1);
        }
        behind = Math.min(revision - 1_000, random.nextLong(5L * most));
        if (second % 10 == 0) {
          beacon = Losses.beacon(beacon, poll(revision), 3, START.plusSeconds(second));
        }
      }
      Instant missed = START.plusSeconds(second + random.nextInt(12));
      LossBound bound = Losses.bound(beacon, Optional.of(poll(revision - behind)), missed);
      long most10 = Long.parseLong(Objects.requireNonNull(bound.revisions()));
      assertThat(most10).as("seed %d: %s", seed, bound.basis()).isGreaterThanOrEqualTo(behind);
    }
  }

  @Test
  void anIdleClusterIsNotWrittenTo() {
    BeaconStatus beacon = Losses.beacon(null, poll(7), 3, START);
    assertThat(Losses.beacon(beacon, poll(7), 3, START.plusSeconds(3_600))).isSameAs(beacon);
    Poll longerLog = new Poll(1, 1, 2, 3, 99, 7, false, true, "3.7.1", 7, 1, 1, 0);
    assertThat(Losses.beacon(beacon, longerLog, 3, START.plusSeconds(60))).isSameAs(beacon);
    assertThat(Losses.beacon(beacon, poll(8), 3, START.plusSeconds(9))).isSameAs(beacon);
    assertThat(Losses.beacon(beacon, poll(8), 3, START.plusSeconds(10))).isNotSameAs(beacon);
  }

  @Test
  void withoutABeaconNothingIsClaimed() {
    LossBound bound = Losses.bound(null, Optional.of(poll(7)), START);
    assertThat(bound.revisions()).isNull();
    assertThat(bound.basis()).contains("not known");
  }
}
