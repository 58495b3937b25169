package io.keelson.bench;

/**
 * What went wrong in a window.
 *
 * @param arrears arrivals of an open loop that still wait for a free position
 */
record Trouble(long failures, String firstFailure, long arrears) {
  static final Trouble NONE = new Trouble(0, "", 0);

  Trouble and(Trouble other) {
    return new Trouble(
        failures + other.failures,
        firstFailure.isEmpty() ? other.firstFailure : firstFailure,
        arrears + other.arrears);
  }

  /** Nothing when all is well. */
  String text() {
    String failed = failures == 0 ? "" : failures + " FAILED, first: " + firstFailure;
    String late = arrears == 0 ? "" : arrears + " arrivals still waiting";
    return failed.isEmpty() || late.isEmpty() ? failed + late : failed + "; " + late;
  }
}
