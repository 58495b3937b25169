package io.keelson.node.edge;

import io.keelson.node.agent.Latest;
import io.keelson.node.agent.NanoClock;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds event loops that are kept busy by one task. Every period it gives each loop an empty task
 * and looks a moment later whether it ran; if not, it takes the loop's stack trace. Requests pay
 * nothing for it, and two short wake-ups per period are all an idle machine sees.
 *
 * <p>A pause of the whole JVM stops this thread too: when it slept much longer than it asked for,
 * the loops get another moment before they are blamed.
 */
public final class LoopWatchdog implements AutoCloseable {
  private final List<Probe> probes;
  private final Limits limits;
  private final NanoClock clock;
  private final Consumer<StallReport> reports;
  private final Latest<Boolean> isStopping = new Latest<>(false);
  private final Thread thread;
  private long nextReportNanos;

  /**
   * When to look and when to complain.
   *
   * @param period time between two probes
   * @param patience how late a probe may run
   * @param reportInterval least time between two reports
   */
  public record Limits(Duration period, Duration patience, Duration reportInterval) {
    /** 100 ms, 5 ms, and at most one report per second. */
    public static Limits defaults() {
      return new Limits(Duration.ofMillis(100), Duration.ofMillis(5), Duration.ofSeconds(1));
    }
  }

  /** Start of the name of the method in which a loop without work sleeps. */
  private static final String WAITING = "epollWait";

  /** Starts watching. The factory should make daemon threads; exactly one is made. */
  public LoopWatchdog(
      List<EventLoop> loops,
      Limits limits,
      NanoClock clock,
      ThreadFactory threads,
      Consumer<StallReport> reports) {
    this.probes = loops.stream().map(Probe::new).toList();
    this.limits = limits;
    this.clock = clock;
    this.reports = reports;
    this.nextReportNanos = clock.nanoTime();
    this.thread = threads.newThread(this::run);
    this.thread.start();
  }

  /** Stops watching; returns at once. */
  @Override
  public void close() {
    isStopping.publish(true);
    LockSupport.unpark(thread);
  }

  private void run() {
    while (!isStopping.get()) {
      long sent = clock.nanoTime();
      for (Probe probe : probes) {
        probe.send();
      }
      LockSupport.parkNanos(limits.patience().toNanos());
      long patience = limits.patience().toNanos();
      if (clock.nanoTime() - sent > 3 * patience) {
        LockSupport.parkNanos(patience);
      }
      for (Probe probe : probes) {
        if (!probe.hasRun()) {
          report(probe, sent);
        }
      }
      LockSupport.parkNanos(limits.period().toNanos());
    }
  }

  private void report(Probe probe, long sentNanos) {
    long now = clock.nanoTime();
    Thread stalled = probe.loopThread();
    if (stalled == null || now - sentNanos < limits.patience().toNanos()) {
      return;
    }
    if (now - nextReportNanos < 0) {
      return;
    }
    StackTraceElement[] stack = stalled.getStackTrace();
    if (stack.length == 0 || stack[0].getMethodName().startsWith(WAITING)) {
      // The loop waits for events: it is the machine that is late, not the loop.
      return;
    }
    var trace = new StringBuilder();
    for (StackTraceElement frame : stack) {
      trace.append(frame).append('\n');
    }
    if (probe.hasRun()) {
      return;
    }
    nextReportNanos = now + limits.reportInterval().toNanos();
    reports.accept(new StallReport(stalled.getName(), now - sentNanos, trace.toString()));
  }

  /** One loop's empty task. A probe still waiting is not sent twice. */
  private static final class Probe implements Runnable {
    private final EventLoop loop;
    private final Latest<Seen> seen = new Latest<>(new Seen(null, 0));
    private long sentCount;

    /** Which thread ran the probe last, and how many it had run by then. */
    private record Seen(@Nullable Thread thread, long ranCount) {}

    Probe(EventLoop loop) {
      this.loop = loop;
    }

    void send() {
      if (!hasRun()) {
        return;
      }
      try {
        loop.execute(this);
        sentCount++;
      } catch (RejectedExecutionException shutDown) {
        // The loop is ending; there is nothing to watch any more.
        return;
      }
    }

    boolean hasRun() {
      return seen.get().ranCount() == sentCount;
    }

    @Nullable Thread loopThread() {
      return seen.get().thread();
    }

    @Override
    public void run() {
      seen.publish(new Seen(Thread.currentThread(), seen.get().ranCount() + 1));
    }
  }
}
