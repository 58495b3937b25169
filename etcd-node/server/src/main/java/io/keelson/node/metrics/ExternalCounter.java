package io.keelson.node.metrics;

import java.util.function.DoubleSupplier;

/**
 * A counter that somebody else keeps (the kernel, the JVM, the engine); only its latest value is
 * held here. Not a number means unknown and leaves the sample out.
 */
public final class ExternalCounter implements Metric {
  private final Gauge latest = new Gauge();

  ExternalCounter() {}

  public void set(double value) {
    latest.set(value);
  }

  public void set(long value) {
    latest.set(value);
  }

  /** From now on the value is asked for at each scrape. */
  public void follow(DoubleSupplier source) {
    latest.follow(source);
  }

  public double value() {
    return latest.value();
  }
}
