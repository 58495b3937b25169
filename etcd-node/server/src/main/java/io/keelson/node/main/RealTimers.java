package io.keelson.node.main;

import io.keelson.node.agent.FatalHandler;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs short work at its time, on one thread; a failure of it ends the process. */
final class RealTimers implements Timers {
  private final ScheduledThreadPoolExecutor thread;
  private final FatalHandler fatalHandler;

  RealTimers(FatalHandler fatalHandler) {
    this.fatalHandler = fatalHandler;
    thread =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("timers").daemon(true).factory());
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public void after(Duration delay, Runnable work) {
    try {
      ScheduledFuture<?> _ = thread.schedule(guarded(work), delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // The process is stopping; nobody waits for this any more.
    }
  }

  @Override
  public void every(Duration interval, Runnable work) {
    long nanos = interval.toNanos();
    ScheduledFuture<?> _ =
        thread.scheduleWithFixedDelay(guarded(work), nanos, nanos, TimeUnit.NANOSECONDS);
  }

  private Runnable guarded(Runnable work) {
    return () -> {
      try {
        work.run();
      } catch (Throwable cause) {
        fatalHandler.fatal("timers", cause);
      }
    };
  }

  @Override
  public void stop() {
    thread.shutdown();
  }
}
