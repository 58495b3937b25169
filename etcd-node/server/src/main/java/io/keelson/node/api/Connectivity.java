package io.keelson.node.api;

/** Tells whether other members can be reached. Any thread; never blocks. */
@FunctionalInterface
public interface Connectivity {
  /**
   * Since when there has been a connection to a member without a break, in nanoseconds of the
   * node's clock; {@link Long#MAX_VALUE} if there is none.
   */
  long activeSinceNanos(long member);
}
