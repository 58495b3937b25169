package io.keelson.node.failpoint;

import java.time.Duration;

/** What terms do to the process. Any thread. */
public interface FailpointEffects {
  /** Ends the process at once, with no clean-up. Returns only in tests. */
  void panic(String message);

  /** Blocks the running thread; not at all for a negative duration. */
  void sleep(Duration duration);

  /** A random number from 0, inclusive, to 1, exclusive. */
  double random();

  /** Writes a line to standard output. */
  void print(String line);
}
