package io.keelson.raft;

/**
 * Checks that stay on in production: a broken invariant stops the process, it is never repaired.
 */
public final class Invariant {
  private Invariant() {}

  /**
   * Stops the caller when a condition that must hold does not.
   *
   * @throws BrokenInvariantException with the given text
   */
  public static void check(boolean condition, String what) {
    if (!condition) {
      throw new BrokenInvariantException(what);
    }
  }

  /** Like {@link #check(boolean, String)} with two numbers for the message. */
  public static void check(boolean condition, String what, long first, long second) {
    if (!condition) {
      throw new BrokenInvariantException(what + " (" + first + ", " + second + ")");
    }
  }

  /** The program is wrong or its memory is: nothing that follows can be trusted. */
  public static final class BrokenInvariantException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    /** Says which invariant. */
    public BrokenInvariantException(String what) {
      super(what);
    }
  }
}
