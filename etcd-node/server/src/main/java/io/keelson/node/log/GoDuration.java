package io.keelson.node.log;

import java.time.Duration;

/**
 * Durations as Go prints them: {@code 1h2m3.5s}, {@code 100ms}, {@code 28.353µs}, {@code 0s}. Below
 * a second the unit is chosen so that the number starts with a digit that is not zero.
 */
public final class GoDuration {
  private static final long NANOS_PER_MICRO = 1_000L;
  private static final long NANOS_PER_MILLI = 1_000_000L;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long SECONDS_PER_MINUTE = 60;
  private static final long MINUTES_PER_HOUR = 60;

  private GoDuration() {}

  /** Durations beyond Go's range of about 292 years are printed as the end of that range. */
  public static String format(Duration duration) {
    try {
      return format(duration.toNanos());
    } catch (ArithmeticException beyond) {
      return format(duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE);
    }
  }

  public static String format(long nanos) {
    if (nanos == 0) {
      return "0s";
    }
    StringBuilder text = new StringBuilder();
    if (nanos < 0) {
      text.append('-');
    }
    appendMagnitude(text, nanos < 0 ? -nanos : nanos);
    return text.toString();
  }

  /** Reads the number as unsigned, because the smallest long has no positive counterpart. */
  private static void appendMagnitude(StringBuilder text, long size) {
    if (Long.compareUnsigned(size, NANOS_PER_MICRO) < 0) {
      text.append(size).append("ns");
    } else if (Long.compareUnsigned(size, NANOS_PER_MILLI) < 0) {
      appendDecimal(text, size, NANOS_PER_MICRO);
      text.append("µs");
    } else if (Long.compareUnsigned(size, NANOS_PER_SECOND) < 0) {
      appendDecimal(text, size, NANOS_PER_MILLI);
      text.append("ms");
    } else {
      long seconds = Long.divideUnsigned(size, NANOS_PER_SECOND);
      long minutes = seconds / SECONDS_PER_MINUTE;
      if (minutes > 0) {
        if (minutes >= MINUTES_PER_HOUR) {
          text.append(minutes / MINUTES_PER_HOUR).append('h');
        }
        text.append(minutes % MINUTES_PER_HOUR).append('m');
      }
      long rest =
          seconds % SECONDS_PER_MINUTE * NANOS_PER_SECOND
              + Long.remainderUnsigned(size, NANOS_PER_SECOND);
      appendDecimal(text, rest, NANOS_PER_SECOND);
      text.append('s');
    }
  }

  /** The size in the given unit, with as many decimals as are not trailing zeros. */
  private static void appendDecimal(StringBuilder text, long size, long unit) {
    text.append(size / unit);
    long fraction = size % unit;
    if (fraction == 0) {
      return;
    }
    text.append('.');
    for (long digit = unit / 10; fraction > 0; digit /= 10) {
      text.append((char) ('0' + fraction / digit));
      fraction %= digit;
    }
  }
}
