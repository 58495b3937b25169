package io.keelson.node.agent;

/**
 * Turns agents until stopped: a thread in production, an event loop of virtual time in simulation.
 */
public interface AgentRunner {
  /** Starts turning. */
  void start();

  /** Asks for the last turn; what is in the mailboxes is still worked on. */
  void stop();

  /** Waits for the end after {@link #stop}. Returns false when it did not come in time. */
  boolean awaitStopped(long millis) throws InterruptedException;
}
