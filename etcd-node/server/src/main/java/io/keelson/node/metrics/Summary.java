package io.keelson.node.metrics;

import java.util.Arrays;

/**
 * The five-number summary of the latest observations, with the count and sum of all. For rare
 * events only: it locks.
 */
public final class Summary implements Metric {
  private static final int LATEST_MAX = 256;
  private static final double[] QUANTILES = {0, 0.25, 0.5, 0.75, 1};

  private final Object lock = new Object();
  private final double[] latest = new double[LATEST_MAX];
  private long count;
  private double sum;

  Summary() {}

  public void observe(double value) {
    synchronized (lock) {
      latest[(int) (count % LATEST_MAX)] = value;
      count++;
      sum += value;
    }
  }

  /** A consistent copy to write out. */
  Snapshot snapshot() {
    double[] sorted;
    long countNow;
    double sumNow;
    synchronized (lock) {
      sorted = Arrays.copyOf(latest, (int) Math.min(count, LATEST_MAX));
      countNow = count;
      sumNow = sum;
    }
    Arrays.sort(sorted);
    double[] values = new double[QUANTILES.length];
    for (int i = 0; i < QUANTILES.length && sorted.length > 0; i++) {
      values[i] = sorted[(int) Math.round((sorted.length - 1) * QUANTILES[i])];
    }
    return new Snapshot(values, countNow, sumNow);
  }

  /** The state at one moment. */
  static final class Snapshot {
    private final double[] values;
    private final long count;
    private final double sum;

    private Snapshot(double[] values, long count, double sum) {
      this.values = values;
      this.count = count;
      this.sum = sum;
    }

    int size() {
      return QUANTILES.length;
    }

    double quantile(int index) {
      return QUANTILES[index];
    }

    double value(int index) {
      return values[index];
    }

    long count() {
      return count;
    }

    double sum() {
      return sum;
    }
  }
}
