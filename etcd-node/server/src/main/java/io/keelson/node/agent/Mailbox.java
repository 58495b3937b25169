package io.keelson.node.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue with many producers and one consumer.
 *
 * <p>{@link #offer} is for what comes from outside and can be refused. {@link #post} is for what is
 * bounded by what is outstanding already (an answer to something this agent asked for); it never
 * refuses and never blocks.
 */
public final class Mailbox<T> {
  private final ConcurrentLinkedQueue<T> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicLong weight = new AtomicLong();
  private final int capacity;
  private final long weightMax;
  private final ToLongFunction<T> weigher;
  private final Wakeup consumer;

  /**
   * An empty mailbox.
   *
   * @param capacity most items that {@link #offer} lets wait
   * @param consumer wakes the thread that drains it
   */
  public Mailbox(int capacity, Wakeup consumer) {
    this(capacity, Long.MAX_VALUE, item -> 0, consumer);
  }

  /**
   * An empty mailbox that also bounds what its items weigh together.
   *
   * @param weightMax most weight that {@link #offer} lets wait; one item may always wait
   */
  public Mailbox(int capacity, long weightMax, ToLongFunction<T> weigher, Wakeup consumer) {
    this.capacity = capacity;
    this.weightMax = weightMax;
    this.weigher = weigher;
    this.consumer = consumer;
  }

  /** Adds an item unless the mailbox is full. Any thread. */
  public boolean offer(T item) {
    int waiting = size.get();
    if (waiting >= capacity || (waiting > 0 && weight.get() > weightMax)) {
      return false;
    }
    post(item);
    return true;
  }

  /** Adds an item. Any thread. */
  public void post(T item) {
    // Counted first: the consumer must never take away more than was counted.
    size.getAndIncrement();
    addWeight(weigher.applyAsLong(item));
    queue.add(item);
    consumer.signal();
  }

  /** Takes up to so many items in order. The consumer's thread only. */
  public List<T> drain(int most) {
    if (size.get() == 0) {
      return List.of();
    }
    List<T> items = new ArrayList<>(Math.min(most, size.get()));
    while (items.size() < most) {
      @Nullable T item = queue.poll();
      if (item == null) {
        break;
      }
      items.add(item);
      addWeight(-weigher.applyAsLong(item));
    }
    size.addAndGet(-items.size());
    return items;
  }

  private void addWeight(long added) {
    if (added != 0) {
      weight.addAndGet(added);
    }
  }

  /** Items waiting now. Any thread. */
  public int size() {
    return size.get();
  }
}
