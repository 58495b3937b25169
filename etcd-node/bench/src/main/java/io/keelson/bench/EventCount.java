package io.keelson.bench;

import org.HdrHistogram.Histogram;

/**
 * Events that watchers got between two instants.
 *
 * @param age nanoseconds from the sending of the put to the event
 */
record EventCount(Histogram age, long events) {
  static final EventCount NONE = new EventCount(new Histogram(1), 0);

  double millisAt(double percentile) {
    return age.getValueAtPercentile(percentile) / 1e6;
  }
}
