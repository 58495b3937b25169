package io.keelson.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class GoFloatTest {
  /** The table was printed by a Go program; bits in hexadecimal, then Go's text. */
  @Test
  void printsAsGoDoes() {
    List<String> lines = TestResource.lines("go-floats.txt");
    assertThat(lines).hasSizeGreaterThan(100);
    for (String line : lines) {
      int blank = line.indexOf(' ');
      double value = Double.longBitsToDouble(Long.parseUnsignedLong(line, 0, blank, 16));
      assertThat(GoFloat.format(value)).as(line).isEqualTo(line.substring(blank + 1));
    }
  }

  @Test
  void printsWhatIsNotFinite() {
    assertThat(GoFloat.format(Double.NaN)).isEqualTo("NaN");
    assertThat(GoFloat.format(Double.POSITIVE_INFINITY)).isEqualTo("+Inf");
    assertThat(GoFloat.format(Double.NEGATIVE_INFINITY)).isEqualTo("-Inf");
    assertThat(GoFloat.format(-0.0)).isEqualTo("0");
  }
}
