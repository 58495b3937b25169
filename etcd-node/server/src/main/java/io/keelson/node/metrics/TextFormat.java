package io.keelson.node.metrics;

/**
 * Writes families in the Prometheus text format, version 0.0.4, byte for byte as Go's client does:
 * a family without samples is left out together with its HELP and TYPE lines.
 */
final class TextFormat {
  private final StringBuilder text;

  TextFormat(StringBuilder text) {
    this.text = text;
  }

  void write(Family<?> family) {
    int before = text.length();
    header(family);
    int afterHeader = text.length();
    for (Family.Cell<?> cell : family.sorted()) {
      write(family.name(), cell);
    }
    if (text.length() == afterHeader) {
      text.setLength(before);
    }
  }

  private void header(Family<?> family) {
    text.append("# HELP ").append(family.name()).append(' ');
    String help = family.help();
    for (int i = 0; i < help.length(); i++) {
      char c = help.charAt(i);
      switch (c) {
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        default -> text.append(c);
      }
    }
    text.append("\n# TYPE ").append(family.name()).append(' ');
    text.append(family.type().text()).append('\n');
  }

  private void write(String name, Family.Cell<?> cell) {
    switch (cell.metric()) {
      case Counter counter -> sample(name, "", cell.labels(), (double) counter.value());
      case ExternalCounter counter -> known(name, cell.labels(), counter.value());
      case Gauge gauge -> known(name, cell.labels(), gauge.value());
      case Histogram histogram -> histogram(name, cell.labels(), histogram);
      case Summary summary -> summary(name, cell.labels(), summary.snapshot());
    }
  }

  private void known(String name, String labels, double value) {
    if (!Double.isNaN(value)) {
      sample(name, "", labels, value);
    }
  }

  private void histogram(String name, String labels, Histogram histogram) {
    Buckets buckets = histogram.buckets();
    long cumulative = 0;
    for (int i = 0; i <= buckets.count(); i++) {
      cumulative += histogram.bucketCount(i);
      double bound = i < buckets.count() ? buckets.bound(i) : Double.POSITIVE_INFINITY;
      text.append(name).append("_bucket");
      bounded(labels, "le", bound);
      text.append(cumulative).append('\n');
    }
    sample(name, "_sum", labels, histogram.sum());
    count(name, labels, cumulative);
  }

  private void summary(String name, String labels, Summary.Snapshot snapshot) {
    for (int i = 0; i < snapshot.size(); i++) {
      text.append(name);
      bounded(labels, "quantile", snapshot.quantile(i));
      GoFloat.append(text, snapshot.value(i));
      text.append('\n');
    }
    sample(name, "_sum", labels, snapshot.sum());
    count(name, labels, snapshot.count());
  }

  private void bounded(String labels, String key, double bound) {
    text.append('{').append(labels);
    if (!labels.isEmpty()) {
      text.append(',');
    }
    text.append(key).append("=\"");
    GoFloat.append(text, bound);
    text.append("\"} ");
  }

  private void sample(String name, String suffix, String labels, double value) {
    prefix(name, suffix, labels);
    GoFloat.append(text, value);
    text.append('\n');
  }

  private void count(String name, String labels, long count) {
    prefix(name, "_count", labels);
    text.append(count).append('\n');
  }

  private void prefix(String name, String suffix, String labels) {
    text.append(name).append(suffix);
    if (!labels.isEmpty()) {
      text.append('{').append(labels).append('}');
    }
    text.append(' ');
  }
}
