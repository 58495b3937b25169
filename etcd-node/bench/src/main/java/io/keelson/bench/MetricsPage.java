package io.keelson.bench;

/** Reads Prometheus' text format as far as one counter needs. */
final class MetricsPage {
  private MetricsPage() {}

  /** The sum of a metric's values over all its labels; 0 if it is not there. */
  static double sum(String page, String name) {
    return page.lines()
        .filter(line -> line.startsWith(name))
        .filter(line -> line.startsWith("{", name.length()) || line.startsWith(" ", name.length()))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
