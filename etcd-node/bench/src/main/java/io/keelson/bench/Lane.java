package io.keelson.bench;

import io.grpc.Channel;
import io.grpc.Status;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * One event loop with its connections, positions and counters. Everything here happens on that
 * loop, so nothing is shared; {@link Load} talks to it by submitting tasks to the loop.
 */
final class Lane {
  private static final long LATENCY_NANOS_MAX = TimeUnit.MINUTES.toNanos(10);
  private static final long PAUSE_AFTER_FAILURE_MILLIS = 10;
  private static final int ARREARS_MAX = 10_000_000;

  private final EventLoop loop;
  private final List<Slot> slots = new ArrayList<>();
  private final ArrayDeque<Slot> idle = new ArrayDeque<>();
  private final ArrayDeque<Long> arrears = new ArrayDeque<>();

  private Pace pace = new Pace.ClosedLoop();
  private boolean isRunning;
  private CompletableFuture<Void> stopped = CompletableFuture.completedFuture(null);
  private long remaining;
  private int inFlight;
  private int pausing;
  private long dueNanos;
  private long run;

  private Histogram latency = newHistogram();
  private long completed;
  private long completedBytes;
  private long failures;
  private String firstFailure = "";

  Lane(EventLoop loop) {
    this.loop = loop;
  }

  EventLoop loop() {
    return loop;
  }

  void addSlot(Channel channel, Source source) {
    slots.add(Slot.of(this, channel, source));
  }

  /** Starts up to this many requests; the future completes when the last one has ended. */
  CompletableFuture<Void> start(Pace newPace, long requestsMax) {
    if (isRunning || inFlight > 0 || pausing > 0) {
      throw new IllegalStateException("the lane still runs");
    }
    pace = newPace;
    remaining = requestsMax;
    isRunning = true;
    stopped = new CompletableFuture<>();
    run++;
    idle.clear();
    idle.addAll(slots);
    arrears.clear();
    switch (pace) {
      case Pace.ClosedLoop() -> startAllIdle();
      case Pace.FixedRate _ -> {
        dueNanos = System.nanoTime();
        arrive(run);
      }
    }
    return stopped;
  }

  /** Starts no more requests. */
  CompletableFuture<Void> stop() {
    isRunning = false;
    arrears.clear();
    finishIfDone();
    return stopped;
  }

  /** Hands out what was counted since the last call and starts again from zero. */
  LaneCount takeCount() {
    LaneCount count =
        new LaneCount(
            latency,
            completed,
            completedBytes,
            new Trouble(failures, firstFailure, arrears.size()));
    latency = newHistogram();
    completed = 0;
    completedBytes = 0;
    failures = 0;
    firstFailure = "";
    return count;
  }

  long completed() {
    return completed;
  }

  void completed(Slot slot, long startNanos, int responseBytes) {
    long now = System.nanoTime();
    inFlight--;
    completed++;
    completedBytes += responseBytes;
    latency.recordValue(Math.min(LATENCY_NANOS_MAX, now - startNanos));
    goOn(slot, now);
  }

  void failed(Slot slot, Status status) {
    inFlight--;
    failures++;
    if (firstFailure.isEmpty()) {
      firstFailure = status.toString();
    }
    pausing++;
    var _ =
        loop.schedule(
            () -> {
              pausing--;
              goOn(slot, System.nanoTime());
            },
            PAUSE_AFTER_FAILURE_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  private void goOn(Slot slot, long now) {
    Long late = arrears.poll();
    if (late != null) {
      issue(slot, late);
    } else if (pace instanceof Pace.ClosedLoop && isRunning && remaining > 0) {
      issue(slot, now);
    } else {
      idle.add(slot);
    }
    finishIfDone();
  }

  private void issue(Slot slot, long startNanos) {
    remaining--;
    inFlight++;
    slot.issue(startNanos);
  }

  private void startAllIdle() {
    while (remaining > 0 && !idle.isEmpty()) {
      issue(idle.remove(), System.nanoTime());
    }
  }

  /** Takes what has become due by now and sleeps to the next instant. */
  private void arrive(long ofRun) {
    if (ofRun != run || !isRunning || !(pace instanceof Pace.FixedRate rate)) {
      return;
    }
    long now = System.nanoTime();
    long interval = Math.max(1, Math.round(1e9 / rate.perSecond()));
    while (dueNanos - now <= 0 && remaining > arrears.size()) {
      Slot slot = idle.poll();
      if (slot != null) {
        issue(slot, dueNanos);
      } else if (arrears.size() < ARREARS_MAX) {
        arrears.add(dueNanos);
      } else {
        throw new IllegalStateException("the server is hopelessly behind the rate");
      }
      dueNanos += interval;
    }
    if (remaining > arrears.size()) {
      long wait = Math.max(0, dueNanos - System.nanoTime());
      var _ = loop.schedule(() -> arrive(ofRun), wait, TimeUnit.NANOSECONDS);
    }
  }

  private void finishIfDone() {
    if (remaining <= 0) {
      isRunning = false;
    }
    if (!isRunning && inFlight == 0 && pausing == 0) {
      stopped.complete(null);
    }
  }

  private static Histogram newHistogram() {
    return new Histogram(LATENCY_NANOS_MAX, 3);
  }

  /** What a lane counted in a window; the histogram is the receiver's own. */
  record LaneCount(Histogram latency, long completed, long completedBytes, Trouble trouble) {}
}
