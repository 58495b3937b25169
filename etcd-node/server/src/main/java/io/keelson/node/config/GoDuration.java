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
    BigDecimal size = BigDecimal.valueOf(nanos).abs();
    if (size.compareTo(BigDecimal.valueOf(SECOND)) < 0) {
      long absolute = Math.abs(nanos);
      String small =
          absolute < MICRO
              ? absolute + "ns"
              : absolute < MILLI ? plain(size, MICRO) + "µs" : plain(size, MILLI) + "ms";
      return sign + small;
    }
    BigDecimal[] minutes = size.divideAndRemainder(BigDecimal.valueOf(MINUTE));
    StringBuilder out = new StringBuilder(sign);
    long wholeMinutes = minutes[0].longValueExact();
    if (wholeMinutes >= 60) {
      out.append(wholeMinutes / 60).append('h');
    }
    if (wholeMinutes > 0) {
      out.append(wholeMinutes % 60).append('m');
    }
    return out.append(plain(minutes[1], SECOND)).append('s').toString();
  }

  private static String plain(BigDecimal nanos, long unit) {
    BigDecimal value = nanos.divide(BigDecimal.valueOf(unit)).stripTrailingZeros();
    return value.toPlainString();
  }
}
