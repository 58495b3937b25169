package io.keelson.node.agent;

/** Ends the process when an agent cannot go on. */
@FunctionalInterface
public interface FatalHandler {
  /**
   * Logs the cause and stops the process. Returns only in tests.
   *
   * @param where name of the agent or part that failed
   */
  void fatal(String where, Throwable cause);
}
