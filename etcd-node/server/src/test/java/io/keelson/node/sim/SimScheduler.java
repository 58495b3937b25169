package io.keelson.node.sim;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Virtual time and what is to happen when; equal times in the order in which they were asked. */
final class SimScheduler {
  private final PriorityQueue<Event> events = new PriorityQueue<>(SimScheduler::compare);
  private long nowNanos;
  private long nextNumber;

  private record Event(long atNanos, long number, Runnable action) {}

  private static int compare(Event a, Event b) {
    int order = Long.compare(a.atNanos, b.atNanos);
    return order == 0 ? Long.compare(a.number, b.number) : order;
  }

  /** Virtual time in nanoseconds since the simulation began. */
  long nowNanos() {
    return nowNanos;
  }

  /** Events that have happened. */
  long count() {
    return nextNumber - events.size();
  }

  /** Lets something happen at a time, now if that has passed. */
  void at(long nanos, Runnable action) {
    events.add(new Event(Math.max(nanos, nowNanos), nextNumber++, action));
  }

  /** Lets something happen after a delay. */
  void after(long nanos, Runnable action) {
    at(nowNanos + nanos, action);
  }

  /** Lets the next event happen unless it is later than a time; false if there is none. */
  boolean runNext(long untilNanos) {
    @Nullable Event next = events.peek();
    if (next == null || next.atNanos > untilNanos) {
      nowNanos = Math.max(nowNanos, untilNanos);
      return false;
    }
    events.remove();
    nowNanos = next.atNanos;
    next.action.run();
    return true;
  }
}
