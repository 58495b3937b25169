package io.keelson.e2e.kube;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** What the API server counts about its storage. */
final class ApiServerMetrics {
  private ApiServerMetrics() {}

  /** The series of one metric that are not zero, by their labels. */
  static Map<String, Double> series(ApiHttp http, String name) throws IOException {
    Map<String, Double> series = new TreeMap<>();
    for (String line : http.text("/metrics").lines().toList()) {
      if (line.startsWith(name + "{") || line.startsWith(name + " ")) {
        int value = line.lastIndexOf(' ');
        double number = Double.parseDouble(line.substring(value + 1));
        if (number != 0) {
          series.put(line.substring(name.length(), value), number);
        }
      }
    }
    return series;
  }

  /**
   * What must not happen while all processes run: requests to the storage that fail, a cache that
   * is filled a second time because its watch broke, a read that the cache could not answer because
   * the storage told its progress too late. By metric and labels.
   */
  static Map<String, Double> disturbances(ApiHttp http) throws IOException {
    Map<String, Double> found = new TreeMap<>();
    String errors = "etcd_request_errors_total";
    series(http, errors).forEach((labels, value) -> found.put(errors + labels, value));
    String filled = "apiserver_watch_cache_initializations_total";
    series(http, filled)
        .forEach(
            (labels, value) -> {
              // Service accounts have a second storage for their tokens.
              if (value > (labels.contains("\"serviceaccounts\"") ? 2 : 1)) {
                found.put(filled + labels, value);
              }
            });
    String reads = "apiserver_watch_cache_consistent_read_total";
    series(http, reads)
        .forEach(
            (labels, value) -> {
              if (labels.contains("success=\"false\"") || labels.contains("fallback=\"true\"")) {
                found.put(reads + labels, value);
              }
            });
    return found;
  }
}
