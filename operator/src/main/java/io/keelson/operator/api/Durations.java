package io.keelson.operator.api;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as users write them: {@code 90s}, {@code 10m}, {@code 1h30m}, {@code 90d}. */
public final class Durations {
  /** What the schema accepts. */
  public static final String PATTERN = "^([0-9]{1,9}(ms|s|m|h|d)){1,4}$";

  /** What the schema accepts where two of them are compared by a rule: hours or days only. */
  public static final String HOURS_OR_DAYS = "^[0-9]{1,6}[hd]$";

  /** What the schema accepts where a rule looks at its length: no days, which rules do not know. */
  public static final String SHORT = "^([0-9]{1,6}[smh]){1,3}$";

  private static final Pattern WHOLE = Pattern.compile(PATTERN);
  private static final Pattern PART = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

  private Durations() {}

  /**
   * The length of a duration; units are ms, s, m, h and d (24 hours).
   *
   * @throws IllegalArgumentException if the text is not a duration
   */
  public static Duration parse(String text) {
    if (!WHOLE.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is not a duration: write a number and one of ms, s, m, h, d, as in 10m");
    }
    Duration sum = Duration.ZERO;
    Matcher part = PART.matcher(text);
    while (part.find()) {
      sum = sum.plus(unit(part.group(2)).multipliedBy(Long.parseLong(part.group(1))));
    }
    return sum;
  }

  private static Duration unit(String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(1);
      case "s" -> Duration.ofSeconds(1);
      case "m" -> Duration.ofMinutes(1);
      case "h" -> Duration.ofHours(1);
      default -> Duration.ofDays(1);
    };
  }
}
