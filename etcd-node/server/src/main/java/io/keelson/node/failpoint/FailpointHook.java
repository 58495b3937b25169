package io.keelson.node.failpoint;

/** Hears when a thread comes to a place. Any thread. */
@FunctionalInterface
public interface FailpointHook {
  /** Nothing ever happens. */
  FailpointHook NONE = _ -> {};

  /**
   * A thread is at a place and goes on when this returns.
   *
   * @throws RuntimeException to let a simulated node die here; the thread must not go on with it
   */
  void reached(Failpoint point);
}
