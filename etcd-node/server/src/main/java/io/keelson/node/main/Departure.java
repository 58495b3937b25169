package io.keelson.node.main;

import io.keelson.node.agent.Latest;
import io.keelson.node.log.Field;
import io.keelson.node.log.Logger;
import java.time.Duration;

/**
 * The end of a member that was removed from its cluster: a second after it has applied its removal,
 * so that answers can still leave, the process stops as after a signal. Any thread.
 */
final class Departure {
  private static final Duration DELAY = Duration.ofSeconds(1);

  private final Timers timers;
  private final Logger log;
  private final Latest<Runnable> stop = new Latest<>(() -> {});

  /** The thread of the timers only. */
  private boolean isLeaving;

  /** Waits on these timers. */
  Departure(Timers timers, Logger log) {
    this.timers = timers;
    this.log = log;
  }

  /** Says how the process is stopped; it is not before somebody has said so. */
  void stopBy(Runnable action) {
    stop.publish(action);
  }

  /** This member was removed, or hears so from another; again is without effect. */
  void removed() {
    timers.after(
        DELAY,
        () -> {
          if (isLeaving) {
            return;
          }
          isLeaving = true;
          log.warn(
              "server error",
              Field.error("the member has been permanently removed from the cluster"));
          log.warn("data-dir used by this member must be removed");
          stop.get().run();
        });
  }
}
