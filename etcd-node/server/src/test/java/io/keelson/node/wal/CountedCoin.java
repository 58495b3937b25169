package io.keelson.node.wal;

import java.util.random.RandomGenerator;

/** Tosses that follow the bits of a number, to enumerate all outcomes; then always the same. */
final class CountedCoin implements RandomGenerator {
  private final long bits;
  private int tosses;

  CountedCoin(long bits) {
    this.bits = bits;
  }

  int tosses() {
    return tosses;
  }

  @Override
  public boolean nextBoolean() {
    boolean result = tosses < Long.SIZE && (bits >> tosses & 1) != 0;
    tosses++;
    return result;
  }

  @Override
  public long nextLong() {
    throw new UnsupportedOperationException();
  }
}
