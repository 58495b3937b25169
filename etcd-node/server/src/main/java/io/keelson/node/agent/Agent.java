package io.keelson.node.agent;

/** A unit of ownership with a duty cycle. Turned by exactly one thread at a time. */
public interface Agent {
  /** Name for threads and logs. */
  String name();

  /**
   * Does what is waiting, within a bounded number of items.
   *
   * @param nowNanos time read once for this turn
   * @return how many items were worked on; 0 lets the thread rest
   */
  int turn(long nowNanos);

  /** Latest time at which {@link #turn} must be called even if nothing arrives. */
  default long nextDeadlineNanos(long nowNanos) {
    return Long.MAX_VALUE;
  }

  /** Checks what must hold between turns. Called after each turn in simulations. */
  default void invariant() {}

  /** Called once on the agent's thread after the last turn. */
  default void close() {}
}
