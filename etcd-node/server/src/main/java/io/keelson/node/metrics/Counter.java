package io.keelson.node.metrics;

import java.util.concurrent.atomic.LongAdder;

/** A whole number that only grows, cheap to add to from many threads. */
public final class Counter implements Metric {
  private final LongAdder sum = new LongAdder();

  Counter() {}

  public void inc() {
    sum.increment();
  }

  /** Adds a number that is not negative. */
  public void add(long delta) {
    if (delta < 0) {
      throw new IllegalArgumentException("a counter cannot decrease: " + delta);
    }
    sum.add(delta);
  }

  public long value() {
    return sum.sum();
  }
}
