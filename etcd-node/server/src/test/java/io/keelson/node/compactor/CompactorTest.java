package io.keelson.node.compactor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Automatic compaction on a clock of its own, in upstream's rhythm. */
final class CompactorTest {
  private long now = 1_000_000;
  private long revision;
  private boolean isFailing;
  private final List<String> compactions = new ArrayList<>();

  /** Turns a compactor for some waits; each advances the revision by one. */
  private void turn(Compactor compactor, int waits) {
    for (int i = 0; i < waits; i++) {
      compactor.sample(revision);
      now += compactor.interval().toNanos();
      revision++;
      OptionalLong due = compactor.due(now, revision);
      if (due.isPresent()) {
        Duration at = Duration.ofNanos(now - 1_000_000);
        compactions.add(due.getAsLong() + " at " + at + (isFailing ? " failed" : ""));
        if (!isFailing) {
          compactor.compacted(now, due.getAsLong());
        }
      }
    }
  }

  @Test
  void periodOfAnHour() {
    revision = 1;
    Compactor compactor = new PeriodicCompactor(Duration.ofHours(1), now);
    assertThat(compactor.interval()).isEqualTo(Duration.ofMinutes(6));
    turn(compactor, 9);
    assertThat(compactions).isEmpty();
    turn(compactor, 21);
    // The eleventh sample pushes the first one out: from then on it is an hour old.
    assertThat(compactions).containsExactly("1 at PT1H", "10 at PT2H", "20 at PT3H");
  }

  @Test
  void longerPeriodCompactsEachHour() {
    revision = 1;
    Compactor compactor = new PeriodicCompactor(Duration.ofHours(3), now);
    assertThat(compactor.interval()).isEqualTo(Duration.ofMinutes(6));
    turn(compactor, 29);
    assertThat(compactions).isEmpty();
    turn(compactor, 21);
    assertThat(compactions).containsExactly("1 at PT3H", "10 at PT4H", "20 at PT5H");
  }

  @Test
  void shortPeriod() {
    revision = 1;
    Compactor compactor = new PeriodicCompactor(Duration.ofSeconds(5), now);
    assertThat(compactor.interval()).isEqualTo(Duration.ofMillis(500));
    turn(compactor, 20);
    assertThat(compactions).containsExactly("1 at PT5S", "10 at PT10S");
  }

  @Test
  void failureIsTriedAgainAfterATenth() {
    revision = 1;
    Compactor compactor = new PeriodicCompactor(Duration.ofHours(1), now);
    isFailing = true;
    turn(compactor, 12);
    isFailing = false;
    turn(compactor, 1);
    assertThat(compactions)
        .containsExactly(
            "1 at PT1H failed", "1 at PT1H6M failed", "2 at PT1H12M failed", "3 at PT1H18M");
  }

  @Test
  void sameRevisionIsNotCompactedTwice() {
    Compactor compactor = new PeriodicCompactor(Duration.ofHours(1), now);
    for (int i = 0; i < 40; i++) {
      revision = 4;
      turn(compactor, 1);
    }
    assertThat(compactions).hasSize(1);
  }

  @Test
  void byRevision() {
    Compactor compactor = new RevisionCompactor(10);
    assertThat(compactor.interval()).isEqualTo(Duration.ofMinutes(5));
    turn(compactor, 10);
    assertThat(compactions).isEmpty();
    turn(compactor, 2);
    assertThat(compactions).containsExactly("1 at PT55M", "2 at PT1H");
    revision--;
    turn(compactor, 1);
    assertThat(compactions).hasSize(2);
  }
}
