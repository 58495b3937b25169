package io.keelson.node.mvcc;

import io.keelson.node.command.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * A result, or why there is none.
 *
 * @param result null exactly if refused
 * @param refusal null exactly if there is a result
 */
public record Outcome<T>(@Nullable T result, @Nullable Refusal refusal) {
  /** A result. */
  public static <T> Outcome<T> of(T result) {
    return new Outcome<>(result, null);
  }

  /** A refusal. */
  public static <T> Outcome<T> refused(Refusal refusal) {
    return new Outcome<>(null, refusal);
  }
}
