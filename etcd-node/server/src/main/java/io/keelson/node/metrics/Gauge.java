package io.keelson.node.metrics;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A number that goes up and down: set by its owner or asked for at each scrape. Not a number means
 * unknown and leaves the sample out.
 */
public final class Gauge implements Metric {
  private final AtomicLong bits = new AtomicLong();
  private volatile @Nullable DoubleSupplier source;

  Gauge() {}

  public void set(double value) {
    bits.set(Double.doubleToRawLongBits(value));
  }

  /** Sets a whole number; it is exported as a floating point number, as everything here is. */
  public void set(long value) {
    set((double) value);
  }

  /** One for true, zero for false. */
  public void set(boolean value) {
    set(value ? 1L : 0L);
  }

  public void add(double delta) {
    long before;
    long after;
    do {
      before = bits.get();
      after = Double.doubleToRawLongBits(Double.longBitsToDouble(before) + delta);
    } while (!bits.compareAndSet(before, after));
  }

  public void add(long delta) {
    add((double) delta);
  }

  public void inc() {
    add(1.0);
  }

  public void dec() {
    add(-1.0);
  }

  /**
   * From now on the value is asked for at each scrape, by the scraping thread; what was set before
   * no longer counts.
   */
  public void follow(DoubleSupplier newSource) {
    source = newSource;
  }

  /** The current value; not a number if the followed source fails. */
  public double value() {
    DoubleSupplier current = source;
    if (current == null) {
      return Double.longBitsToDouble(bits.get());
    }
    try {
      return current.getAsDouble();
    } catch (RuntimeException unknown) {
      return Double.NaN;
    }
  }
}
