package io.keelson.node.sim;

import java.util.Map;
import java.util.TreeMap;

/** How often something happened that should happen now and then. */
final class Coverage {
  private final TreeMap<String, Long> counts = new TreeMap<>();

  void hit(String what) {
    counts.merge(what, 1L, Long::sum);
  }

  void add(Coverage other) {
    other.counts.forEach((what, count) -> counts.merge(what, count, Long::sum));
  }

  /** Counts by name. */
  Map<String, Long> counts() {
    return counts;
  }
}
