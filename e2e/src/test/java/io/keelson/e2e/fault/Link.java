package io.keelson.e2e.fault;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What happens to bytes on their way from one member to another. Shared by threads. */
final class Link {
  private boolean isCut;
  private boolean isStalled;
  private long delayMillis;
  private long bytesLeft = Long.MAX_VALUE;

  synchronized boolean isCut() {
    return isCut;
  }

  synchronized void cut() {
    isCut = true;
    notifyAll();
  }

  synchronized void stall() {
    isStalled = true;
  }

  synchronized void delay(Duration delay) {
    delayMillis = delay.toMillis();
  }

  /** After so many bytes more the link is cut. */
  synchronized void limit(long bytes) {
    bytesLeft = bytes;
  }

  synchronized void heal() {
    isCut = false;
    isStalled = false;
    delayMillis = 0;
    bytesLeft = Long.MAX_VALUE;
    notifyAll();
  }

  /** Has everyone who waits look again whether its connection is still open. */
  synchronized void wake() {
    notifyAll();
  }

  /**
   * Waits as long as the link is stalled, and for its delay.
   *
   * @return whether the bytes may pass; if not, the connection must be closed
   */
  boolean admit(int bytes, BooleanSupplier isClosed) throws InterruptedException {
    long pause;
    synchronized (this) {
      while (isStalled && !isCut && !isClosed.getAsBoolean()) {
        wait();
      }
      if (isCut || isClosed.getAsBoolean()) {
        return false;
      }
      if (bytes > bytesLeft) {
        isCut = true;
        notifyAll();
        return false;
      }
      if (bytesLeft != Long.MAX_VALUE) {
        bytesLeft -= bytes;
      }
      pause = delayMillis;
    }
    if (pause > 0) {
      TimeUnit.MILLISECONDS.sleep(pause);
    }
    return true;
  }
}
