package io.keelson.node.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations in Go's notation: {@code 1h30m}, {@code 100ms}, {@code 0}. */
public final class GoDuration {
  private static final Pattern PART =
      Pattern.compile("(?<whole>[0-9]*)(?<point>\\.?)(?<fraction>[0-9]*)(?<unit>[^0-9.]*)");
  private static final int LENGTH_MAX = 200;
  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000_000_000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;

  private GoDuration() {}

  /**
   * Reads a duration.
   *
   * @throws BadValueException with Go's text if it is malformed or does not fit into 64 bits
   */
  public static Duration parse(String text) throws BadValueException {
    boolean negative = text.startsWith("-");
    String rest = negative || text.startsWith("+") ? text.substring(1) : text;
    if (rest.equals("0")) {
      return Duration.ZERO;
    }
    if (rest.isEmpty() || text.length() > LENGTH_MAX) {
      throw invalid(text);
    }
    BigInteger nanos = BigInteger.ZERO;
    Matcher part = PART.matcher(rest);
    for (int at = 0; at < rest.length(); at = part.end()) {
      part.region(at, rest.length());
      if (!part.lookingAt() || part.end() == at) {
        throw invalid(text);
      }
      nanos = nanos.add(partNanos(part, text));
    }
    BigInteger signed = negative ? nanos.negate() : nanos;
    if (signed.bitLength() > 63) {
      throw invalid(text);
    }
    return Duration.ofNanos(signed.longValue());
  }

  private static BigInteger partNanos(Matcher part, String text) throws BadValueException {
    String whole = part.group("whole");
    String fraction = part.group("fraction");
    if (whole.isEmpty() && fraction.isEmpty()) {
      throw invalid(text);
    }
    String unit = part.group("unit");
    if (unit.isEmpty()) {
      throw new BadValueException("time: missing unit in duration " + GoQuote.quote(text));
    }
    long unitNanos =
        switch (unit) {
          case "ns" -> 1;
          case "us", "µs", "μs" -> MICRO;
          case "ms" -> MILLI;
          case "s" -> SECOND;
          case "m" -> MINUTE;
          case "h" -> HOUR;
          default ->
              throw new BadValueException(
                  "time: unknown unit %s in duration %s"
                      .formatted(GoQuote.quote(unit), GoQuote.quote(text)));
        };
    BigDecimal amount = new BigDecimal("0" + whole + "." + fraction + "0");
    return amount.multiply(BigDecimal.valueOf(unitNanos)).toBigInteger();
  }

  private static BadValueException invalid(String text) {
    return new BadValueException("time: invalid duration " + GoQuote.quote(text));
  }

  /** As Go prints it: {@code 1m0s}, {@code 1.5s}, {@code 100ms}, {@code 0s}. */
  public static String format(Duration duration) {
    long nanos = duration.toNanos();
    if (nanos == 0) {
      return "0s";
    }
    String sign = nanos < 0 ? "-" : "";
    long size = Math.abs(nanos); // the smallest long stays as it is; it is unsigned from here on
    if (Long.compareUnsigned(size, SECOND) < 0) {
      String small =
          size < MICRO
              ? size + "ns"
              : size < MILLI ? decimal(size, MICRO) + "µs" : decimal(size, MILLI) + "ms";
      return sign + small;
    }
    StringBuilder out = new StringBuilder(sign);
    long minutes = Long.divideUnsigned(size, MINUTE);
    if (minutes >= 60) {
      out.append(minutes / 60).append('h');
    }
    if (minutes > 0) {
      out.append(minutes % 60).append('m');
    }
    return out.append(decimal(Long.remainderUnsigned(size, MINUTE), SECOND)).append('s').toString();
  }

  /**
   * Nanoseconds in a unit that is a power of ten. By hand: every start formats durations, and the
   * first use of BigDecimal would cost it milliseconds.
   */
  private static String decimal(long nanos, long unit) {
    String whole = Long.toString(nanos / unit);
    long rest = nanos % unit;
    if (rest == 0) {
      return whole;
    }
    String digits = Long.toString(unit + rest).substring(1);
    int end = digits.length();
    while (digits.charAt(end - 1) == '0') {
      end--;
    }
    return whole + "." + digits.substring(0, end);
  }
}
