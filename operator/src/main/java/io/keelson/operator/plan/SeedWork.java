package io.keelson.operator.plan;

/**
 * How far the container is that brings the data onto the volume of a first member.
 *
 * @param state whether it works
 * @param failures how often it has ended with an error
 * @param forGood another try would not help
 * @param message why the last try failed; empty when it did not
 * @param result what it told when it was done, as it told it; empty before
 */
public record SeedWork(State state, int failures, boolean forGood, String message, String result) {
  /** How often it may fail before the restore is given up. */
  static final int FAILURES_MAX = 5;

  /** Whether it works. */
  public enum State {
    /** It has not begun, works, or waits for its next try. */
    RUNNING,
    /** The data is there. */
    DONE,
    /** The last try failed. */
    FAILED
  }

  boolean givenUp() {
    return state == State.FAILED && (forGood || failures >= FAILURES_MAX);
  }
}
