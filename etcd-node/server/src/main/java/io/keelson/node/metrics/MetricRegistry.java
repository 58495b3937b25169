package io.keelson.node.metrics;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * All families of a process, by name. Registered while the node is wired; a name registered twice
 * is a mistake. A scrape first runs the collectors, which refresh what is read from elsewhere, then
 * writes; scrapes run one at a time.
 */
public final class MetricRegistry {
  /** The content type of what {@link #write} produces. */
  public static final String CONTENT_TYPE =
      "text/plain; version=0.0.4; charset=utf-8; escaping=underscores";

  private static final int TEXT_CHARS_EXPECTED = 1 << 18;

  private final Object lock = new Object();
  private final TreeMap<String, Family<?>> families = new TreeMap<>();
  private final List<Runnable> collectors = new ArrayList<>();

  public Counter counter(String name, String help) {
    return counters(name, help).with();
  }

  public Family<Counter> counters(String name, String help, String... labelNames) {
    return register(MetricType.COUNTER, name, help, Counter::new, labelNames);
  }

  public ExternalCounter externalCounter(String name, String help) {
    return externalCounters(name, help).with();
  }

  public Family<ExternalCounter> externalCounters(String name, String help, String... labelNames) {
    return register(MetricType.COUNTER, name, help, ExternalCounter::new, labelNames);
  }

  public Gauge gauge(String name, String help) {
    return gauges(name, help).with();
  }

  public Family<Gauge> gauges(String name, String help, String... labelNames) {
    return register(MetricType.GAUGE, name, help, Gauge::new, labelNames);
  }

  public Histogram histogram(String name, String help, Buckets buckets) {
    return histograms(name, help, buckets).with();
  }

  public Family<Histogram> histograms(
      String name, String help, Buckets buckets, String... labelNames) {
    return register(MetricType.HISTOGRAM, name, help, () -> new Histogram(buckets), labelNames);
  }

  public Summary summary(String name, String help) {
    return register(MetricType.SUMMARY, name, help, Summary::new).with();
  }

  /** Runs before each scrape, on the scraping thread. */
  public void collectWith(Runnable collector) {
    synchronized (lock) {
      collectors.add(collector);
    }
  }

  /** Writes all families that have samples, sorted by name. */
  public void write(Appendable out) throws IOException {
    out.append(text());
  }

  /** What a scraper is answered. */
  public String text() {
    StringBuilder text = new StringBuilder(TEXT_CHARS_EXPECTED);
    synchronized (lock) {
      collectors.forEach(Runnable::run);
      TextFormat format = new TextFormat(text);
      families.values().forEach(format::write);
    }
    return text.toString();
  }

  List<Family<?>> families() {
    synchronized (lock) {
      return List.copyOf(families.values());
    }
  }

  private <M extends Metric> Family<M> register(
      MetricType type, String name, String help, Supplier<M> factory, String... labelNames) {
    if (!isName(name)) {
      throw new IllegalArgumentException("not a metric name: " + name);
    }
    Family<M> family =
        new Family<>(new Family.Description(type, name, help, List.of(labelNames)), factory);
    synchronized (lock) {
      if (families.putIfAbsent(name, family) != null) {
        throw new IllegalArgumentException("registered twice: " + name);
      }
    }
    return family;
  }

  private static boolean isName(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':';
      boolean isDigit = c >= '0' && c <= '9';
      if (!isLetter && (i == 0 || !isDigit)) {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
