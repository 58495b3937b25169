package io.keelson.node.log;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;

/**
 * Times as {@code 2006-01-02T15:04:05.000000Z}, always six decimals, with {@code +0100} in place of
 * the Z where the zone is not at UTC. By hand, because Java's formatter costs start-up time.
 */
final class Timestamp {
  private static final int NANOS_PER_MICRO = 1000;
  private static final int SECONDS_PER_MINUTE = 60;
  private static final int MINUTES_PER_HOUR = 60;

  private final ZoneRules rules;

  Timestamp(ZoneId zone) {
    rules = zone.getRules();
  }

  String format(Instant instant) {
    ZoneOffset offset = rules.getOffset(instant);
    LocalDateTime time =
        LocalDateTime.ofEpochSecond(instant.getEpochSecond(), instant.getNano(), offset);
    StringBuilder text = new StringBuilder("2006-01-02T15:04:05.000000+0000".length());
    digits(text, time.getYear(), 4);
    digits(text.append('-'), time.getMonthValue(), 2);
    digits(text.append('-'), time.getDayOfMonth(), 2);
    digits(text.append('T'), time.getHour(), 2);
    digits(text.append(':'), time.getMinute(), 2);
    digits(text.append(':'), time.getSecond(), 2);
    digits(text.append('.'), time.getNano() / NANOS_PER_MICRO, 6);
    offset(text, offset.getTotalSeconds());
    return text.toString();
  }

  private static void offset(StringBuilder text, int seconds) {
    if (seconds == 0) {
      text.append('Z');
      return;
    }
    int minutes = Math.abs(seconds) / SECONDS_PER_MINUTE;
    text.append(seconds < 0 ? '-' : '+');
    digits(text, minutes / MINUTES_PER_HOUR, 2);
    digits(text, minutes % MINUTES_PER_HOUR, 2);
  }

  private static void digits(StringBuilder text, int value, int width) {
    String plain = Integer.toString(value);
    text.repeat('0', Math.max(width - plain.length(), 0)).append(plain);
  }
}
