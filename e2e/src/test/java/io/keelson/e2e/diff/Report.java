package io.keelson.e2e.diff;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a run did.
 *
 * @param counts how often each call had each kind of answer
 */
record Report(
    Options options,
    int operations,
    Duration time,
    long revision,
    SortedMap<String, Integer> counts,
    List<Mismatch> mismatches) {

  String summary() {
    double seconds = Math.max(1, time.toMillis()) / 1000.0;
    return "seed %d, %d keys: %d operations in %.1f s (%.0f/s), revision %d, %d mismatches"
        .formatted(
            options.seed(),
            options.keys(),
            operations,
            seconds,
            operations / seconds,
            revision,
            mismatches.size());
  }

  String coverage() {
    StringBuilder lines = new StringBuilder();
    for (Map.Entry<String, Integer> entry : counts.entrySet()) {
      lines.append("%8d  %s%n".formatted(entry.getValue(), entry.getKey()));
    }
    return lines.toString();
  }

  static SortedMap<String, Integer> newCounts() {
    return new TreeMap<>();
  }
}
