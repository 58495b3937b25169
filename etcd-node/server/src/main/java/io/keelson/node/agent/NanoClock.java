package io.keelson.node.agent;

/** Monotonic time. The simulator has its own; production's is {@link System#nanoTime}. */
@FunctionalInterface
public interface NanoClock {
  /** Nanoseconds since an arbitrary origin; differences have a meaning, absolute values do not. */
  long nanoTime();

  /** The clock of this machine. */
  static NanoClock system() {
    return System::nanoTime;
  }
}
