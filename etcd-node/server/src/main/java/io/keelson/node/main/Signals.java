package io.keelson.node.main;

/**
 * SIGTERM and SIGINT. The JVM runs its shutdown hooks for them and then ends with the status that
 * the signal itself gives, 143 or 130; which of the two came it does not tell.
 */
final class Signals {
  private Signals() {}

  /** Runs the action once when a signal comes; the process ends after it. */
  static void onTermination(Runnable action) {
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(action));
  }
}
