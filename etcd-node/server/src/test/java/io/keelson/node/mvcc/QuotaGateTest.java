package io.keelson.node.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What fits is judged by the last measurement and what was written since. */
final class QuotaGateTest {
  private static final long QUOTA = 16L << 20;

  private long size;
  private int measured;

  private long measure() {
    measured++;
    return size;
  }

  @Test
  void noQuotaLetsEverythingPass() {
    QuotaGate gate = new QuotaGate(-1, this::measure);
    size = Long.MAX_VALUE / 2;
    gate.written(size);
    assertThat(gate.hasRoomFor(1 << 20)).isTrue();
    assertThat(measured).isEqualTo(1);
  }

  @Test
  void countsWhatWasWrittenSinceTheLastMeasurement() {
    QuotaGate gate = new QuotaGate(QUOTA, this::measure);
    size = QUOTA - 1000;
    gate.written(1 << 20);
    assertThat(measured).isEqualTo(2);
    assertThat(gate.hasRoomFor(999)).isTrue();
    assertThat(measured).isEqualTo(2);
    size = QUOTA - 400;
    gate.written((1 << 20) + 600);
    assertThat(gate.hasRoomFor(399)).isTrue();
    assertThat(measured).isEqualTo(2);
    assertThat(gate.hasRoomFor(400)).isFalse();
  }

  @Test
  void measuresBeforeItRefuses() {
    size = QUOTA;
    QuotaGate gate = new QuotaGate(QUOTA, this::measure);
    assertThat(gate.hasRoomFor(1)).isFalse();
    assertThat(gate.hasRoomFor(0)).isTrue();
    size = 1000;
    assertThat(gate.hasRoomFor(1)).isTrue();
    assertThat(gate.hasRoomFor(QUOTA)).isFalse();
  }
}
