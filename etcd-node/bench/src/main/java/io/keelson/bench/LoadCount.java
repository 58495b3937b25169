package io.keelson.bench;

import org.HdrHistogram.Histogram;

/** What all lanes together counted between two instants. */
record LoadCount(
    Histogram latency, double seconds, long completed, long completedBytes, Trouble trouble) {

  double perSecond() {
    return completed / seconds;
  }

  double megabytesPerSecond() {
    return completedBytes / seconds / 1e6;
  }

  double millisAt(double percentile) {
    return latency.getValueAtPercentile(percentile) / 1e6;
  }
}
