package io.keelson.node.agent;

/**
 * The newest immutable value of something that one agent owns and others may look at.
 *
 * @param <T> an immutable type
 */
public final class Latest<T> {
  private volatile T value;

  /** Starts with a value. */
  public Latest(T initial) {
    value = initial;
  }

  /** The newest value. Any thread. */
  public T get() {
    return value;
  }

  /** Replaces the value. The owner's thread only. */
  public void publish(T next) {
    value = next;
  }
}
