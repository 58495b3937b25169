package io.keelson.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GoValuesTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0", "10ms, 10000000", "1h30m, 5400000000000", "1.5s, 1500000000", "-2s, -2000000000",
    "+3ns, 3", "1us, 1000", "1µs, 1000", ".5s, 500000000", "1.s, 1000000000",
    "2562047h47m16.854775807s, 9223372036854775807", "0.0000000001s, 0"
  })
  void readsDurations(String text, long nanos) throws BadValueException {
    assertThat(GoDuration.parse(text)).isEqualTo(Duration.ofNanos(nanos));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "foo | time: invalid duration \"foo\"",
        "'' | time: invalid duration \"\"",
        "- | time: invalid duration \"-\"",
        "5 | time: missing unit in duration \"5\"",
        "-5 | time: missing unit in duration \"-5\"",
        "5x | time: unknown unit \"x\" in duration \"5x\"",
        "5s5 | time: missing unit in duration \"5s5\"",
        ".s | time: invalid duration \".s\"",
        "9999999h | time: invalid duration \"9999999h\"",
      })
  void refusesDurations(String text, String message) {
    assertThatThrownBy(() -> GoDuration.parse(text)).hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "1, 1ns",
    "1500, 1.5µs",
    "100000000, 100ms",
    "1000000000, 1s",
    "60000000000, 1m0s",
    "5400000000000, 1h30m0s",
    "-1500000000, -1.5s",
    "7200000000000, 2h0m0s",
    "90500000000, 1m30.5s"
  })
  void printsDurations(long nanos, String text) {
    assertThat(GoDuration.format(Duration.ofNanos(nanos))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "10, 10",
    "0x10, 16",
    "010, 8",
    "0o10, 8",
    "0b11, 3",
    "1_000, 1000",
    "0x_ff, 255",
    "18446744073709551615, 9223372036854775807"
  })
  void readsUnsigned(String text, long value) throws BadValueException {
    assertThat(GoNumber.parseUnsigned(text)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "-1", "+1", "1.5", "1e3", "1__0", "_1", "09", "0x", " 1"})
  void refusesUnsigned(String text) {
    assertThatThrownBy(() -> GoNumber.parseUnsigned(text)).hasMessage("parse error");
  }

  @ParameterizedTest
  @CsvSource({"-5, -5", "+5, 5", "-0x10, -16", "-9223372036854775808, -9223372036854775808"})
  void readsSigned(String text, long value) throws BadValueException {
    assertThat(GoNumber.parseSigned(text)).isEqualTo(value);
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatThrownBy(() -> GoNumber.parseSigned("9223372036854775808"))
        .hasMessage("value out of range");
    assertThatThrownBy(() -> GoNumber.parseUnsigned("18446744073709551616"))
        .hasMessage("value out of range");
    assertThatThrownBy(() -> GoNumber.parseUnsigned("9".repeat(100_000)))
        .hasMessage("value out of range");
  }

  @Test
  void quotes() {
    assertThat(GoQuote.quote("a\"b\\\n\t\u0001é")).isEqualTo("\"a\\\"b\\\\\\n\\t\\x01é\"");
    assertThat(GoQuote.quote(List.of("a", "b"))).isEqualTo("[\"a\" \"b\"]");
  }

  @ParameterizedTest
  @CsvSource({
    "999, 999 B",
    "1000, 1.0 kB",
    "10485760, 10 MB",
    "20000000, 20 MB",
    "8589934592, 8.6 GB",
    "2147483648, 2.1 GB"
  })
  void printsSizes(long bytes, String text) {
    assertThat(HumanBytes.format(bytes)).isEqualTo(text);
  }
}
