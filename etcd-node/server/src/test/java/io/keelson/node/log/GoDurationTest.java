package io.keelson.node.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class GoDurationTest {
  /** The table was printed by a Go program. */
  @Test
  void printsAsGoDoes() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(GoDurationTest.class.getResourceAsStream("/log/go-durations.txt"))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      List<String> lines = text.lines().filter(line -> !line.startsWith("#")).toList();
      assertThat(lines).hasSizeGreaterThan(20);
      for (String line : lines) {
        int blank = line.indexOf(' ');
        long nanos = Long.parseLong(line, 0, blank, 10);
        assertThat(GoDuration.format(nanos)).isEqualTo(line.substring(blank + 1));
        assertThat(GoDuration.format(Duration.ofNanos(nanos))).isEqualTo(line.substring(blank + 1));
      }
    }
  }

  @Test
  void staysWithinTheRangeOfGo() {
    assertThat(GoDuration.format(Duration.ofDays(200_000))).isEqualTo("2562047h47m16.854775807s");
  }
}
