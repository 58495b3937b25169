package io.keelson.node.metrics;

/** What a family tells a scraper about its samples. */
public enum MetricType {
  COUNTER("counter"),
  GAUGE("gauge"),
  HISTOGRAM("histogram"),
  SUMMARY("summary");

  private final String text;

  MetricType(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }
}
