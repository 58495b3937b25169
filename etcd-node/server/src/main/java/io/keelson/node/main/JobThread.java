package io.keelson.node.main;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** A queue of jobs with a thread of its own. */
final class JobThread implements JobQueue {
  private static final int STOP_SECONDS = 10;

  private final ExecutorService thread;

  JobThread(String name) {
    thread =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().name(name).daemon(true).factory());
  }

  @Override
  public void execute(Runnable job) {
    try {
      thread.execute(job);
    } catch (RejectedExecutionException e) {
      // The process is stopping; nobody waits for this any more.
    }
  }

  @Override
  public void stop() throws InterruptedException {
    thread.shutdown();
    thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
  }
}
