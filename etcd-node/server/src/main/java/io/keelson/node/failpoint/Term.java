package io.keelson.node.failpoint;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One term as it is written.
 *
 * @param conditions all must hold, asked in their order until one does not
 * @param value null if there are no brackets although text follows
 */
record Term(List<Condition> conditions, Action action, @Nullable TermValue value) {
  Term {
    conditions = List.copyOf(conditions);
  }

  /** What a term does. */
  enum Action {
    OFF,
    RETURN,
    SLEEP,
    PANIC,
    PRINT;

    /** The word for it. */
    String word() {
      return switch (this) {
        case OFF -> "off";
        case RETURN -> "return";
        case SLEEP -> "sleep";
        case PANIC -> "panic";
        case PRINT -> "print";
      };
    }
  }

  /** When a term acts. */
  sealed interface Condition {}

  /** The first so many times that it is asked. */
  record Times(int count) implements Condition {}

  /** By chance, in so many of a hundred cases. */
  record Percent(double percent) implements Condition {}
}
