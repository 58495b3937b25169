package io.keelson.node.agent;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Turns one or more agents until stopped. With few cores several agents share a thread; they keep
 * owning what they own.
 */
public final class AgentThread implements AgentRunner {
  private static final long IDLE_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);

  private final List<Agent> agents;
  private final Wakeup wakeup;
  private final NanoClock clock;
  private final FatalHandler fatalHandler;
  private final AtomicBoolean isStopping = new AtomicBoolean();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;

  /**
   * Prepares a thread; {@link #start} runs it.
   *
   * @param wakeup signalled by the mailboxes of all these agents
   */
  public AgentThread(
      List<Agent> agents, Wakeup wakeup, NanoClock clock, FatalHandler fatalHandler) {
    this.agents = List.copyOf(agents);
    this.wakeup = wakeup;
    this.clock = clock;
    this.fatalHandler = fatalHandler;
    String name = String.join("+", agents.stream().map(Agent::name).toList());
    this.thread = Thread.ofPlatform().name(name).daemon(true).unstarted(this::run);
  }

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public void stop() {
    isStopping.set(true);
    wakeup.signal();
  }

  @Override
  public boolean awaitStopped(long millis) throws InterruptedException {
    return stopped.await(millis, TimeUnit.MILLISECONDS);
  }

  private void run() {
    wakeup.bind(Thread.currentThread());
    try {
      boolean isLast = false;
      while (true) {
        wakeup.prepare();
        long now = clock.nanoTime();
        int worked = 0;
        for (Agent agent : agents) {
          worked += agent.turn(now);
        }
        if (worked > 0) {
          continue;
        }
        if (isLast) {
          break;
        }
        if (isStopping.get()) {
          isLast = true;
          continue;
        }
        wakeup.sleep(restNanos(clock.nanoTime()));
      }
      agents.forEach(Agent::close);
    } catch (Throwable cause) {
      fatalHandler.fatal(thread.getName(), cause);
    } finally {
      stopped.countDown();
    }
  }

  private long restNanos(long now) {
    long rest = IDLE_NANOS_MAX;
    for (Agent agent : agents) {
      long deadline = agent.nextDeadlineNanos(now);
      if (deadline != Long.MAX_VALUE) {
        rest = Math.min(rest, deadline - now);
      }
    }
    return rest;
  }
}
