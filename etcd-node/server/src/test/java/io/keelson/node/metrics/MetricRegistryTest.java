package io.keelson.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MetricRegistryTest {
  private final MetricRegistry registry = new MetricRegistry();

  @Test
  void writesEachTypeSortedByName() throws IOException {
    registry.gauge("z_ratio", "A ratio.").set(0.25);
    registry.counter("a_total", "Back\\slash and\nnew line.").add(1_048_576);
    Histogram histogram = registry.histogram("m_seconds", "Times.", Buckets.explicit(0.5, 1e6));
    histogram.observe(0.5);
    histogram.observeNanos(1_500_000_000);
    histogram.observe(2e6);
    Summary summary = registry.summary("s_seconds", "Pauses.");
    summary.observe(2);
    summary.observe(1);
    summary.observe(4);
    StringBuilder text = new StringBuilder();
    registry.write(text);
    assertThat(text)
        .hasToString(
            """
            # HELP a_total Back\\\\slash and\\nnew line.
            # TYPE a_total counter
            a_total 1.048576e+06
            # HELP m_seconds Times.
            # TYPE m_seconds histogram
            m_seconds_bucket{le="0.5"} 1
            m_seconds_bucket{le="1e+06"} 2
            m_seconds_bucket{le="+Inf"} 3
            m_seconds_sum 2.000002e+06
            m_seconds_count 3
            # HELP s_seconds Pauses.
            # TYPE s_seconds summary
            s_seconds{quantile="0"} 1
            s_seconds{quantile="0.25"} 2
            s_seconds{quantile="0.5"} 2
            s_seconds{quantile="0.75"} 4
            s_seconds{quantile="1"} 4
            s_seconds_sum 7
            s_seconds_count 3
            # HELP z_ratio A ratio.
            # TYPE z_ratio gauge
            z_ratio 0.25
            """);
  }

  @Test
  void writesLabelsSortedByNameAndCellsByValue() {
    Family<Counter> calls = registry.counters("calls", "Calls.", "type", "code");
    calls.with("unary", "b").inc();
    calls.with("stream", "b").add(2);
    calls.with("unary", "a").add(3);
    calls.with("odd\"\\\n", "c");
    assertThat(registry.text())
        .isEqualTo(
            """
            # HELP calls Calls.
            # TYPE calls counter
            calls{code="a",type="unary"} 3
            calls{code="b",type="stream"} 2
            calls{code="b",type="unary"} 1
            calls{code="c",type="odd\\"\\\\\\n"} 0
            """);
  }

  @Test
  void leavesOutFamiliesWithoutSamples() {
    Family<Gauge> peers = registry.gauges("peers", "Peers.", "id");
    registry.gauge("unknown", "Unknown.").set(Double.NaN);
    registry
        .gauge("failing", "Failing.")
        .follow(
            () -> {
              throw new IllegalStateException("closed");
            });
    assertThat(registry.text()).isEmpty();
    peers.with("1").set(true);
    peers.with("2").inc();
    peers.remove("1");
    assertThat(registry.text()).contains("peers{id=\"2\"} 1\n").doesNotContain("id=\"1\"");
    peers.clear();
    assertThat(registry.text()).isEmpty();
  }

  @Test
  void collectorsRunBeforeEachScrape() {
    ExternalCounter scrapes = registry.externalCounter("scrapes", "Scrapes.");
    Gauge followed = registry.gauge("followed", "Followed.");
    followed.follow(() -> scrapes.value() * 10);
    registry.collectWith(() -> scrapes.set(scrapes.value() + 1));
    assertThat(registry.text()).contains("scrapes 1\n", "followed 10\n");
    assertThat(registry.text()).contains("scrapes 2\n", "followed 20\n");
  }

  @Test
  void refusesMistakes() {
    Counter counter = registry.counter("twice", "Twice.");
    Family<Gauge> labelled = registry.gauges("labelled", "Labelled.", "a", "b");
    assertThatThrownBy(() -> registry.gauge("twice", "Again."))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> registry.gauge("not a name", "Not."))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> labelled.with("one")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> counter.add(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void losesNothingWhenManyThreadsUpdateAndScrape() throws InterruptedException {
    Counter counter = registry.counter("counter", "Counter.");
    Gauge gauge = registry.gauge("gauge", "Gauge.");
    Family<Counter> family = registry.counters("family", "Family.", "key");
    Histogram histogram = registry.histogram("histogram", "Histogram.", Buckets.DEFAULT);
    int perThread = 20_000;
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < perThread; i++) {
                      counter.inc();
                      gauge.inc();
                      family.with(Integer.toString(i % 10)).inc();
                      histogram.observeNanos(i * 1000L);
                      if (i % 5_000 == 0) {
                        assertThat(registry.text()).contains("histogram_count ");
                      }
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(registry.text())
        .contains(
            "counter 80000\n",
            "gauge 80000\n",
            "family{key=\"7\"} 8000\n",
            "histogram_count 80000\n",
            "histogram_sum 799.96\n");
  }
}
