package io.keelson.node.sim;

/** Something that must hold did not. */
final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1;

  Violation(String what) {
    super(what);
  }

  Violation(String what, Throwable cause) {
    super(what, cause);
  }

  /** Throws unless a condition holds. */
  static void check(boolean condition, String format, Object... arguments) {
    if (!condition) {
      throw new Violation(String.format(format, arguments));
    }
  }
}
