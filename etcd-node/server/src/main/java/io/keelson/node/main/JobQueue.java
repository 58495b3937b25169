package io.keelson.node.main;

/** Runs jobs one after the other, away from the agents. Any thread may add one. */
interface JobQueue {
  /** Adds a job; dropped after {@link #stop}. */
  void execute(Runnable job);

  /** Nothing starts any more; waits a bounded time for the end of what runs. */
  void stop() throws InterruptedException;
}
