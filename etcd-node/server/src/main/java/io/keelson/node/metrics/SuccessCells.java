package io.keelson.node.metrics;

import org.jspecify.annotations.Nullable;

/**
 * The histograms of one kind of request, for success and failure, found when first needed and kept:
 * so that they are exported only once used, and observing looks nothing up. Any thread.
 */
public final class SuccessCells {
  private final Family<Histogram> family;
  private final String[] labels;
  private volatile @Nullable Histogram succeeded;
  private volatile @Nullable Histogram failed;

  /** Cells of a family whose last label is {@code success}, after these. */
  public SuccessCells(Family<Histogram> family, String... labels) {
    this.family = family;
    this.labels = labels.clone();
  }

  /** Observes how long one request took. */
  public void observe(boolean hasSucceeded, long nanos) {
    Histogram cell = hasSucceeded ? succeeded : failed;
    if (cell == null) {
      cell = find(hasSucceeded);
    }
    cell.observeNanos(nanos);
  }

  private Histogram find(boolean hasSucceeded) {
    String[] all = java.util.Arrays.copyOf(labels, labels.length + 1);
    all[labels.length] = String.valueOf(hasSucceeded);
    Histogram cell = family.with(all);
    if (hasSucceeded) {
      succeeded = cell;
    } else {
      failed = cell;
    }
    return cell;
  }
}
