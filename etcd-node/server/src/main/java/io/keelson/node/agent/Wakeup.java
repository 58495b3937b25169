package io.keelson.node.agent;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets many threads wake one. A wake-up costs a volatile read when the thread is awake and a system
 * call only when it sleeps; one that comes before the sleep is not lost.
 */
public final class Wakeup {
  private static final int RUNNING = 0;
  private static final int SLEEPING = 1;
  private static final int NOTIFIED = 2;

  private final AtomicInteger state = new AtomicInteger(RUNNING);
  private volatile @Nullable Thread thread;

  /** Called by the thread that will sleep, once, before anything else. */
  void bind(Thread sleeper) {
    thread = sleeper;
  }

  /** Makes the next or current {@link #sleep} return at once. Any thread. */
  public void signal() {
    if (state.get() == NOTIFIED) {
      return;
    }
    if (state.getAndSet(NOTIFIED) == SLEEPING) {
      LockSupport.unpark(thread);
    }
  }

  /** Whether a signal came since {@link #prepare}; for a runner that does not sleep. */
  public boolean isSignalled() {
    return state.get() == NOTIFIED;
  }

  /** Forgets signals that came so far; the caller looks at its mailboxes after this. */
  public void prepare() {
    state.set(RUNNING);
  }

  /** Sleeps until signalled since {@link #prepare} or the time has passed. */
  void sleep(long nanos) {
    if (nanos <= 0 || !state.compareAndSet(RUNNING, SLEEPING)) {
      return;
    }
    LockSupport.parkNanos(this, nanos);
    state.compareAndSet(SLEEPING, RUNNING);
  }
}
