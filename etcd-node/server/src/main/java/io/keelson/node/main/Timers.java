package io.keelson.node.main;

import java.time.Duration;

/** Runs short work at its time, one piece after the other; a failure of it ends the process. */
interface Timers {
  /** Runs the work once. Any thread. */
  void after(Duration delay, Runnable work);

  /** Runs the work again and again, first after one interval. Any thread. */
  void every(Duration interval, Runnable work);

  /** Nothing starts any more. */
  void stop();
}
