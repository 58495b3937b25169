package io.keelson.node.log;

import java.util.EnumMap;
import java.util.Map;

/**
 * Keeps a message that repeats without end from filling the disk: of each level and message the
 * first hundred lines of a second pass, then every hundredth. Messages that share a slot are
 * counted together. Not thread-safe.
 */
final class LineSampler {
  private static final int FIRST = 100;
  private static final int THEREAFTER = 100;
  private static final long TICK_MILLIS = 1000;
  private static final int SLOTS = 1024;

  private final Map<LogLevel, Slots> slotsByLevel = new EnumMap<>(LogLevel.class);

  boolean admits(LogLevel level, String message, long nowMillis) {
    Slots slots = slotsByLevel.computeIfAbsent(level, l -> new Slots());
    int slot = Math.floorMod(message.hashCode(), SLOTS);
    if (slots.resetAtMillis[slot] <= nowMillis) {
      slots.resetAtMillis[slot] = nowMillis + TICK_MILLIS;
      slots.counts[slot] = 0;
    }
    int count = ++slots.counts[slot];
    return count <= FIRST || (count - FIRST) % THEREAFTER == 0;
  }

  private static final class Slots {
    private final long[] resetAtMillis = new long[SLOTS];
    private final int[] counts = new int[SLOTS];
  }
}
