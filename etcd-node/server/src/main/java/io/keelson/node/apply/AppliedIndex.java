package io.keelson.node.apply;

import java.util.PriorityQueue;

/**
 * The index that readers may rely on, and those who wait for it. The apply thread advances, any
 * thread waits.
 */
public final class AppliedIndex {
  private final PriorityQueue<Waiter> waiters =
      new PriorityQueue<>((a, b) -> Long.compare(a.index(), b.index()));
  private volatile long index;

  private record Waiter(long index, Runnable action) {}

  /** Starts at an index. */
  public AppliedIndex(long index) {
    this.index = index;
  }

  /** The newest index whose effects are published. Any thread. */
  public long get() {
    return index;
  }

  /** Runs the action once the index is reached, at once on this thread if it is already. */
  public void await(long wanted, Runnable action) {
    if (index < wanted) {
      synchronized (waiters) {
        if (index < wanted) {
          waiters.add(new Waiter(wanted, action));
          return;
        }
      }
    }
    action.run();
  }

  /** The effects up to an index are published. The apply thread. */
  void advance(long newIndex) {
    index = newIndex;
    while (true) {
      Waiter next;
      synchronized (waiters) {
        if (waiters.isEmpty() || waiters.peek().index() > newIndex) {
          return;
        }
        next = waiters.remove();
      }
      next.action().run();
    }
  }
}
