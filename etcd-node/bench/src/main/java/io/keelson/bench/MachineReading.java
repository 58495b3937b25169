package io.keelson.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** CPU time of the whole machine from {@code /proc/stat}, all cores added. */
record MachineReading(long totalNanos, long busyNanos, long stolenNanos) {
  private static final long NANOS_PER_TICK = 10_000_000;
  private static final int IDLE = 3;
  private static final int IO_WAIT = 4;
  private static final int STOLEN = 7;

  static MachineReading now() throws IOException {
    String line = Files.readAllLines(Path.of("/proc/stat")).getFirst();
    String[] words = line.substring("cpu".length()).strip().split(" ", -1);
    long total = 0;
    long idle = 0;
    for (int column = 0; column <= STOLEN; column++) {
      long nanos = Long.parseLong(words[column]) * NANOS_PER_TICK;
      total += nanos;
      if (column == IDLE || column == IO_WAIT) {
        idle += nanos;
      }
    }
    long stolen = Long.parseLong(words[STOLEN]) * NANOS_PER_TICK;
    return new MachineReading(total, total - idle - stolen, stolen);
  }
}
