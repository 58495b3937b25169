package io.keelson.bench;

/** When the next request starts. */
sealed interface Pace {
  /** As soon as the one before in the same position has ended. */
  record ClosedLoop() implements Pace {}

  /**
   * At fixed instants. A request that has to wait for a free position counts its latency from its
   * instant, so that a slow server cannot hide its pauses (no coordinated omission).
   */
  record FixedRate(double perSecond) implements Pace {
    public FixedRate {
      if (perSecond <= 0) {
        throw new IllegalArgumentException("a rate above 0 is needed, not " + perSecond);
      }
    }
  }
}
