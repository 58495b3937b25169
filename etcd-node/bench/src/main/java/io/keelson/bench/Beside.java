package io.keelson.bench;

/** What goes on beside a steady load. Used by the thread that drives the load. */
interface Beside extends AutoCloseable {
  Beside NOTHING = new Beside() {};

  /** The load is about to start. */
  default void start() {}

  /** The measured window begins. */
  default void openWindow() {}

  /** The measured window has ended: what was delivered in it. */
  default EventCount closeWindow() {
    return EventCount.NONE;
  }

  /** The load has ended; throws {@link IllegalStateException} if something went wrong. */
  default void stop() {}

  @Override
  default void close() {}
}
