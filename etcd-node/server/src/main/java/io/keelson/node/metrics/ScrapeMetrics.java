package io.keelson.node.metrics;

/** The scrapes themselves. A scrape reports itself as in flight and is counted after it. */
public final class ScrapeMetrics {
  private final Gauge inFlight;
  private final Family<Counter> requests;

  ScrapeMetrics(MetricRegistry registry) {
    inFlight =
        registry.gauge("promhttp_metric_handler_requests_in_flight", "Scrapes being answered now.");
    requests =
        registry.counters(
            "promhttp_metric_handler_requests_total", "Scrapes by HTTP status code.", "code");
    requests.with("200");
    requests.with("500");
    requests.with("503");
  }

  public void started() {
    inFlight.inc();
  }

  public void ended(int httpStatus) {
    inFlight.dec();
    requests.with(Integer.toString(httpStatus)).inc();
  }
}
