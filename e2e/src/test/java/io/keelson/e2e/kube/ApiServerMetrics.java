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

  /** Requests to the storage that failed, by operation and resource. */
  static Map<String, Double> storageErrors(ApiHttp http) throws IOException {
    return series(http, "etcd_request_errors_total");
  }
}
