package io.keelson.node.main;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads for what would hold an event loop up. Both pools refuse what their queue is full for.
 */
final class Workers {
  private static final int QUEUE_MAX = 4096;
  private static final int STOP_SECONDS = 2;

  private final ThreadPoolExecutor readers;
  private final ThreadPoolExecutor background;

  Workers() {
    int processors = Runtime.getRuntime().availableProcessors();
    readers = pool(2 * processors, Thread.ofPlatform().name("reader-", 0).daemon(true).factory());
    background = pool(Math.max(2, processors / 2), new BackgroundThreads("background-"));
  }

  private static ThreadPoolExecutor pool(int count, ThreadFactory threads) {
    return new ThreadPoolExecutor(
        count, count, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(QUEUE_MAX), threads);
  }

  /** Answers that take long. */
  Executor readers() {
    return readers;
  }

  /** Reads of the whole store, such as snapshots and hashes; others go first. */
  Executor background() {
    return background;
  }

  /** Ends both; work that goes on is waited for some seconds. */
  void stop() throws InterruptedException {
    readers.shutdown();
    background.shutdown();
    readers.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
    background.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
  }
}
