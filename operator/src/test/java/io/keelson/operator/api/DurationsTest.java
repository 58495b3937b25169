package io.keelson.operator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "250ms,PT0.25S",
    "10s,PT10S",
    "10m,PT10M",
    "24h,PT24H",
    "90d,PT2160H",
    "1h30m,PT90M",
    "0s,PT0S"
  })
  void readsEveryUnit(String text, Duration expected) {
    assertThat(Durations.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "m", "-1m", "1.5h", "10 m", "1w", "1h1h1h1h1h", "9999999999s"})
  void refusesWhatTheSchemaRefuses(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ms, s, m, h, d");
  }
}
