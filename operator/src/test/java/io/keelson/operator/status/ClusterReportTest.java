package io.keelson.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.operator.api.ClusterPhase;
import io.keelson.operator.api.EtcdClusterStatus;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** When a status is written. What it says is shown by the golden cases. */
final class ClusterReportTest {
  private static final Instant LAST = Instant.parse("2026-03-01T12:00:00Z");

  private static final EtcdClusterStatus BEFORE =
      EtcdClusterStatus.empty().toBuilder()
          .phase(ClusterPhase.RUNNING)
          .revision("7")
          .lastPollTime(LAST.toString())
          .build();

  @Test
  void nothingNewIsNotWrittenHoweverLongAgo() {
    EtcdClusterStatus after = later(BEFORE, Duration.ofDays(1));
    assertThat(ClusterReport.isWorthWriting(BEFORE, after, LAST.plus(Duration.ofDays(1))))
        .isFalse();
  }

  @Test
  void numbersAreWrittenOnceAMinute() {
    EtcdClusterStatus after = BEFORE.toBuilder().revision("8").build();
    assertThat(ClusterReport.isWorthWriting(BEFORE, after, LAST.plusSeconds(59))).isFalse();
    assertThat(ClusterReport.isWorthWriting(BEFORE, after, LAST.plusSeconds(60))).isTrue();
  }

  @Test
  void whatItSaysIsWrittenAtOnce() {
    EtcdClusterStatus after = BEFORE.toBuilder().phase(ClusterPhase.REPAIRING).build();
    assertThat(ClusterReport.isWorthWriting(BEFORE, after, LAST)).isTrue();
  }

  private static EtcdClusterStatus later(EtcdClusterStatus status, Duration by) {
    return status.toBuilder().lastPollTime(LAST.plus(by).toString()).build();
  }
}
