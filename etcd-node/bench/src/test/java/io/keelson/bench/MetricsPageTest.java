package io.keelson.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsPageTest {
  private static final String PAGE =
      """
      # HELP received The total number.
      # TYPE received counter
      received{From="a b"} 2
      received{From="c"} 1e+00
      received_more 5
      plain 7
      """;

  @Test
  void addsAllLabelsOfOneName() {
    assertThat(MetricsPage.sum(PAGE, "received")).isEqualTo(3);
    assertThat(MetricsPage.sum(PAGE, "plain")).isEqualTo(7);
    assertThat(MetricsPage.sum(PAGE, "absent")).isZero();
  }
}
