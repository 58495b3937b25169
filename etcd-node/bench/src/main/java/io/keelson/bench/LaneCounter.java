package io.keelson.bench;

/** The numbers of one lane: every n-th, so that the lanes together have no gap. */
final class LaneCounter {
  private final int step;
  private long upcoming;

  LaneCounter(Workload.LaneShare share) {
    step = share.lanes();
    upcoming = share.lane();
  }

  long next() {
    long number = upcoming;
    upcoming += step;
    return number;
  }
}
