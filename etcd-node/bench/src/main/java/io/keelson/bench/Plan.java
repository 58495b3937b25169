package io.keelson.bench;

import java.time.Duration;

/**
 * How all shapes of one run are measured.
 *
 * @param isFresh new processes and data for every window
 */
record Plan(
    ServerProgram ours,
    ServerProgram theirs,
    Site site,
    int pairs,
    boolean isFresh,
    Loading loading) {

  Plan withPairs(int otherPairs) {
    return new Plan(ours, theirs, site, otherPairs, isFresh, loading);
  }

  /**
   * @param warmup at most this long, once per process, or until so many operations
   * @param lanes client threads
   * @param pace what was asked for; see {@link Shape#pace}
   * @param divisor the part of a shape's keys that is loaded, to try things out in less time
   */
  record Loading(
      Pace pace, Duration window, Duration warmup, long warmupOps, int lanes, int divisor) {}
}
