package io.keelson.node.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * What happened, one line per event. The hash of all lines tells whether two runs of a seed were
 * the same; the text is made only if somebody wants to read it.
 */
final class SimTrace {
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
  private static final double NANOS_PER_MILLI = 1e6;

  private final SimScheduler scheduler;
  private final @Nullable Appendable out;
  private long hash = 1;

  SimTrace(SimScheduler scheduler, @Nullable Appendable out) {
    this.scheduler = scheduler;
    this.out = out;
  }

  /** Notes an event with two numbers that say more of it. */
  void note(String who, String what, long first, long second) {
    mix(scheduler.nowNanos());
    mix(who.hashCode());
    mix(what.hashCode());
    mix(first);
    mix(second);
    if (out != null) {
      print(out, who, what, first + " " + second);
    }
  }

  /** Notes an event with a text that says more of it. */
  void note(String who, String what, String text) {
    mix(scheduler.nowNanos());
    mix(who.hashCode());
    mix(what.hashCode());
    mix(text.hashCode());
    if (out != null) {
      print(out, who, what, text);
    }
  }

  private void mix(long value) {
    hash = (hash ^ value) * MULTIPLIER;
    hash ^= hash >>> 32;
  }

  private void print(Appendable target, String who, String what, String text) {
    try {
      target
          .append(String.format("%12.6f", scheduler.nowNanos() / NANOS_PER_MILLI))
          .append(' ')
          .append(who)
          .append(' ')
          .append(what)
          .append(' ')
          .append(text)
          .append('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Hash of everything so far. */
  long hash() {
    return hash;
  }
}
