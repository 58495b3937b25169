package io.keelson.node.peer;

import io.netty.channel.EventLoop;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Brings items from any thread to the loop, in order, with one task of the loop for all that wait.
 * Bounded: what the loop does not get round to is refused.
 *
 * @param <T> what is handed over
 */
final class Handover<T> {
  private final ConcurrentLinkedQueue<T> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicBoolean isScheduled = new AtomicBoolean();
  private final int most;
  private final EventLoop loop;
  private final Consumer<T> each;
  private final Runnable afterAll;

  /**
   * Hands over to a loop.
   *
   * @param most items that may wait
   * @param each takes an item, on the loop
   * @param afterAll run on the loop when all that waited has been taken
   */
  Handover(int most, EventLoop loop, Consumer<T> each, Runnable afterAll) {
    this.most = most;
    this.loop = loop;
    this.each = each;
    this.afterAll = afterAll;
  }

  /** Hands an item over; false if too many wait or the loop has ended. Any thread. */
  boolean offer(T item) {
    if (count.get() >= most) {
      return false;
    }
    count.incrementAndGet();
    waiting.add(item);
    if (isScheduled.compareAndSet(false, true)) {
      try {
        loop.execute(this::take);
      } catch (RejectedExecutionException stopped) {
        return false;
      }
    }
    return true;
  }

  private void take() {
    // Cleared first: what is added from now on is either seen below or schedules another task.
    isScheduled.set(false);
    for (T item = waiting.poll(); item != null; item = waiting.poll()) {
      count.decrementAndGet();
      each.accept(item);
    }
    afterAll.run();
  }
}
