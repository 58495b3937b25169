package io.keelson.bench;

import java.util.concurrent.CompletableFuture;

/** Samples a process's resident memory on a thread of its own until it is asked for the peak. */
final class ResidentPeak {
  private static final long PERIOD_MILLIS = 5;

  private final CompletableFuture<Long> end = new CompletableFuture<>();
  private final long startBytes;
  private volatile boolean isStopping;

  ResidentPeak(ProcessHandle process) {
    startBytes = ProcessReading.residentBytesOf(process);
    Thread.ofPlatform()
        .daemon()
        .name("resident-peak")
        .start(
            () -> {
              long peak = startBytes;
              while (!isStopping && process.isAlive()) {
                peak = Math.max(peak, ProcessReading.residentBytesOf(process));
                Load.sleep(PERIOD_MILLIS);
              }
              end.complete(peak);
            });
  }

  long startBytes() {
    return startBytes;
  }

  /** Ends the sampling: by how much the memory was above its start at most, in bytes. */
  long stop() {
    isStopping = true;
    return end.join() - startBytes;
  }
}
