package io.keelson.node.sim;

import org.jspecify.annotations.Nullable;

/** Something that must hold did not. */
final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1;

  Violation(String what) {
    super(what);
  }

  Violation(String what, Throwable cause) {
    super(what, cause);
  }

  /** Throws unless a condition holds; each {@code %s} stands for one of what the text is about. */
  static void check(boolean condition, String text, @Nullable Object... about) {
    if (condition) {
      return;
    }
    StringBuilder message = new StringBuilder();
    int from = 0;
    for (Object one : about) {
      int to = text.indexOf("%s", from);
      message.append(text, from, to).append(one);
      from = to + 2;
    }
    throw new Violation(message.append(text, from, text.length()).toString());
  }
}
