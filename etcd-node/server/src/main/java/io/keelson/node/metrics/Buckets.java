package io.keelson.node.metrics;

import java.util.Arrays;

/**
 * The upper bounds of a histogram, ascending, without the last one at infinity, and how many
 * nanoseconds one unit of them is.
 */
public final class Buckets {
  /** What Go's client uses when nothing else is said. */
  public static final Buckets DEFAULT = explicit(.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10);

  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long NANOS_PER_MILLISECOND = 1_000_000L;

  private final double[] bounds;
  private final long nanosPerUnit;

  private Buckets(double[] bounds, long nanosPerUnit) {
    this.bounds = bounds;
    this.nanosPerUnit = nanosPerUnit;
  }

  /** {@code count} bounds, the first at {@code start}, each {@code factor} times the one before. */
  public static Buckets exponential(double start, double factor, int count) {
    double[] bounds = new double[count];
    double bound = start;
    for (int i = 0; i < count; i++) {
      bounds[i] = bound;
      bound *= factor;
    }
    return explicit(bounds);
  }

  /** The given bounds, in seconds where they mean time. */
  public static Buckets explicit(double... bounds) {
    double[] copy = bounds.clone();
    if (copy.length == 0) {
      throw new IllegalArgumentException("no buckets");
    }
    for (int i = 0; i < copy.length; i++) {
      if (!Double.isFinite(copy[i]) || (i > 0 && copy[i] <= copy[i - 1])) {
        throw new IllegalArgumentException("bounds must ascend: " + Arrays.toString(copy));
      }
    }
    return new Buckets(copy, NANOS_PER_SECOND);
  }

  /** The same bounds, read as milliseconds. */
  public Buckets inMilliseconds() {
    return new Buckets(bounds, NANOS_PER_MILLISECOND);
  }

  int count() {
    return bounds.length;
  }

  double bound(int index) {
    return bounds[index];
  }

  long nanosPerUnit() {
    return nanosPerUnit;
  }

  /** The index of the first bound that is not below the value, or {@link #count} if none is. */
  int indexOf(double value) {
    int index = 0;
    while (index < bounds.length && !(value <= bounds[index])) {
      index++;
    }
    return index;
  }
}
