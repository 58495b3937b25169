package io.keelson.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One measure of one shape: its value for both servers in each pair. */
record Figure(String shape, String measure, Better better, List<Double> ours, List<Double> theirs) {
  enum Better {
    LOWER,
    HIGHER
  }

  Figure {
    if (ours.size() != theirs.size() || ours.isEmpty()) {
      throw new IllegalArgumentException("pairs are needed");
    }
    ours = List.copyOf(ours);
    theirs = List.copyOf(theirs);
  }

  double oursMedian() {
    return median(ours);
  }

  double theirsMedian() {
    return median(theirs);
  }

  /** How many times better ours is than theirs: median of the pairs; see {@link #ratio}. */
  OptionalDouble medianRatio() {
    List<Double> ratios = ratios();
    return ratios.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(median(ratios));
  }

  /**
   * How many times better ours is than theirs: median of the pairs, and the range. A difference or
   * a reading of zero has no ratio.
   */
  String ratio() {
    List<Double> ratios = ratios();
    if (ratios.isEmpty()) {
      return "–";
    }
    return String.format(
        Locale.ROOT,
        "%.2f (%.2f–%.2f)",
        median(ratios),
        ratios.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
        ratios.stream().mapToDouble(Double::doubleValue).max().orElseThrow());
  }

  /** Of each pair; none at all if one of them has none. */
  private List<Double> ratios() {
    if (Stream.concat(ours.stream(), theirs.stream()).anyMatch(value -> value <= 0)) {
      return List.of();
    }
    return IntStream.range(0, ours.size())
        .mapToObj(
            pair ->
                better == Better.HIGHER
                    ? ours.get(pair) / theirs.get(pair)
                    : theirs.get(pair) / ours.get(pair))
        .toList();
  }

  static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
