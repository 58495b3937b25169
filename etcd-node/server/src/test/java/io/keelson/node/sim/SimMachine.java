package io.keelson.node.sim;

import io.keelson.node.disk.DiskFile;
import io.keelson.node.disk.SimDisk;
import io.keelson.node.engine.MemoryEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The machine of a member: what outlives its processes. Clocks go on while it is down. Stores are
 * found by a file in their directory, so that they move with it and share its fate.
 */
final class SimMachine {
  private static final long MILLION = 1_000_000;
  private static final long BOOT_NANOS = 1_000_000_007L;
  private static final long UNIX_MILLIS = 1_700_000_000_000L;
  private static final int ID_BYTES_MAX = 20;
  private static final String STORE_FILE = "SIMULATED";

  private final SimScheduler scheduler;
  private final SimDisk disk = new SimDisk();
  private final TreeMap<String, MemoryEngine.Durable> stores = new TreeMap<>();
  private final int driftMillionths;
  private long wallJumpMillis;

  SimMachine(SimScheduler scheduler, SimProfile profile, RandomGenerator random) {
    this.scheduler = scheduler;
    int most = profile.driftMax();
    this.driftMillionths = most == 0 ? 0 : random.nextInt(2 * most) - most;
  }

  SimDisk disk() {
    return disk;
  }

  /** The monotonic clock. */
  long nanoTime() {
    long now = scheduler.nowNanos();
    return BOOT_NANOS + now + now / MILLION * driftMillionths;
  }

  /** Virtual time at or after the moment when the monotonic clock shows a time. */
  long virtualNanos(long localNanos) {
    long elapsed = localNanos - BOOT_NANOS;
    long virtual = (long) Math.ceil(elapsed / (1 + driftMillionths / (double) MILLION));
    return virtual + (driftMillionths == 0 ? 0 : 2L * Math.abs(driftMillionths) + 1);
  }

  /** The wall clock. */
  long unixMillis() {
    return UNIX_MILLIS + scheduler.nowNanos() / MILLION + wallJumpMillis;
  }

  void jumpWallClock(long millis) {
    wallJumpMillis += millis;
  }

  /** What is durable of the store in a directory. */
  MemoryEngine.Durable store(Path directory) throws IOException {
    disk.createDirectories(directory);
    Path file = directory.resolve(STORE_FILE);
    if (!disk.exists(file)) {
      String id = Integer.toString(stores.size());
      stores.put(id, new MemoryEngine.Durable());
      try (DiskFile created = disk.create(file)) {
        created.write(ByteBuffer.wrap(id.getBytes(StandardCharsets.UTF_8)), 0);
        created.syncAll();
      }
      disk.syncDirectory(directory);
      disk.syncDirectory(Objects.requireNonNull(directory.getParent()));
    }
    ByteBuffer id = ByteBuffer.allocate(ID_BYTES_MAX);
    try (DiskFile existing = disk.openReadOnly(file)) {
      existing.read(id, 0);
    }
    String name = new String(id.array(), 0, id.position(), StandardCharsets.UTF_8);
    return stores.computeIfAbsent(name, unknown -> new MemoryEngine.Durable());
  }
}
