package io.keelson.node.metrics;

import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts observations per bucket.
 *
 * <p>{@link #observeNanos} is for hot paths: the bit length of the number leads to the first bucket
 * that can hold it, so with bounds that double at most two comparisons follow, then two striped
 * additions. The count is the sum of the buckets, so that a scrape never sees them disagree; the
 * sum of the values may run ahead or behind by what is observed meanwhile.
 */
public final class Histogram implements Metric {
  private final Buckets buckets;
  private final long[] boundsNanos;
  private final byte[] firstBucketByBitLength = new byte[Long.SIZE + 1];
  private final LongAdder[] counts;
  private final LongAdder sumNanos = new LongAdder();
  private final DoubleAdder sumUnits = new DoubleAdder();

  Histogram(Buckets buckets) {
    this.buckets = buckets;
    if (buckets.count() > Byte.MAX_VALUE) {
      throw new IllegalArgumentException("too many buckets: " + buckets.count());
    }
    boundsNanos = new long[buckets.count()];
    for (int i = 0; i < boundsNanos.length; i++) {
      boundsNanos[i] = Math.round(buckets.bound(i) * buckets.nanosPerUnit());
    }
    for (int bits = 0; bits <= Long.SIZE; bits++) {
      long smallest = bits == 0 ? 0 : bits == Long.SIZE ? Long.MAX_VALUE : 1L << (bits - 1);
      firstBucketByBitLength[bits] = (byte) firstNotBelow(smallest, 0);
    }
    counts = new LongAdder[buckets.count() + 1];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  /** Observes a duration; less than none counts as none. */
  public void observeNanos(long nanos) {
    long value = Math.max(nanos, 0);
    int first = firstBucketByBitLength[Long.SIZE - Long.numberOfLeadingZeros(value)];
    counts[firstNotBelow(value, first)].increment();
    sumNanos.add(value);
  }

  /** Observes a value in the unit of the buckets. */
  public void observe(double value) {
    counts[buckets.indexOf(value)].increment();
    sumUnits.add(value);
  }

  public long count() {
    long count = 0;
    for (LongAdder bucket : counts) {
      count += bucket.sum();
    }
    return count;
  }

  /** The sum of all values in the unit of the buckets. */
  public double sum() {
    return sumUnits.sum() + (double) sumNanos.sum() / buckets.nanosPerUnit();
  }

  Buckets buckets() {
    return buckets;
  }

  /** How many observations fell into the bucket, not counting smaller ones. */
  long bucketCount(int index) {
    return counts[index].sum();
  }

  private int firstNotBelow(long nanos, int from) {
    int index = from;
    while (index < boundsNanos.length && nanos > boundsNanos[index]) {
      index++;
    }
    return index;
  }
}
