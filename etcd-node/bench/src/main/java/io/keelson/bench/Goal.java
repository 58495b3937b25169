package io.keelson.bench;

import java.util.Locale;
import java.util.OptionalDouble;

/** What a shape has to reach in one of its measures. */
record Goal(String measure, Bound bound, double limit) {
  static final String CPU = "server CPU µs/op";
  static final String P99 = "p99 ms";

  enum Bound {
    /** Our node is so many times better than the reference, by the median of the pairs. */
    TIMES_BETTER,
    /** The median of our node's values is no higher, whatever the reference does. */
    AT_MOST
  }

  static Goal timesBetter(String measure, double limit) {
    return new Goal(measure, Bound.TIMES_BETTER, limit);
  }

  static Goal atMost(String measure, double limit) {
    return new Goal(measure, Bound.AT_MOST, limit);
  }

  /** A row of the table of goals: shape, goal, what was reached, the verdict. */
  String row(Figure figure) {
    OptionalDouble reached = reached(figure);
    String wanted = bound == Bound.TIMES_BETTER ? "times better ≥ " : "≤ ";
    return String.format(
        Locale.ROOT,
        "| %s | %s %s%.2f | %s | %s |",
        figure.shape(),
        measure,
        wanted,
        limit,
        reached.isPresent() ? String.format(Locale.ROOT, "%.2f", reached.getAsDouble()) : "–",
        reached.isPresent() && isMet(reached.getAsDouble()) ? "met" : "MISSED");
  }

  private OptionalDouble reached(Figure figure) {
    return bound == Bound.TIMES_BETTER
        ? figure.medianRatio()
        : OptionalDouble.of(figure.oursMedian());
  }

  private boolean isMet(double reached) {
    return bound == Bound.TIMES_BETTER ? reached >= limit : reached <= limit;
  }
}
