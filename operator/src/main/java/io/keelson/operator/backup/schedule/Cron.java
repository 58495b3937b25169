package io.keelson.operator.backup.schedule;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A cron expression of five fields (minute, hour, day of month, month, day of week) or a macro, as
 * users know it from CronJobs: lists, ranges, steps, names of months and days, Sunday as 0 and 7.
 * When both the day of month and the day of week are restricted, a day that fits either is meant.
 * It speaks of local times only; {@link Timetable} knows which moments those are.
 */
final class Cron {
  static final String INVALID = "InvalidCron";

  /** February 29 of a leap year is at most eight years away. */
  private static final int DAYS_MAX = 8 * 366 + 1;

  private static final Map<String, String> MACROS =
      new TreeMap<>(
          Map.of(
              "@yearly", "0 0 1 1 *",
              "@annually", "0 0 1 1 *",
              "@monthly", "0 0 1 * *",
              "@weekly", "0 0 * * 0",
              "@daily", "0 0 * * *",
              "@midnight", "0 0 * * *",
              "@hourly", "0 * * * *"));

  private final CronField minutes;
  private final CronField hours;
  private final CronField days;
  private final CronField months;
  private final CronField weekdays;

  private Cron(
      CronField minutes, CronField hours, CronField days, CronField months, CronField weekdays) {
    this.minutes = minutes;
    this.hours = hours;
    this.days = days;
    this.months = months;
    this.weekdays = weekdays;
  }

  /**
   * Reads an expression.
   *
   * @throws BadScheduleException if it is none, or describes a day that never comes
   */
  static Cron parse(String text) throws BadScheduleException {
    String trimmed = text.trim();
    if (trimmed.startsWith("@") && !MACROS.containsKey(trimmed)) {
      throw new BadScheduleException(
          INVALID,
          "spec.schedule \""
              + trimmed
              + "\" is no macro that is known: write one of "
              + String.join(", ", MACROS.keySet())
              + " or five fields");
    }
    if (trimmed.startsWith("TZ=") || trimmed.startsWith("CRON_TZ=")) {
      throw new BadScheduleException(
          INVALID, "spec.schedule holds a time zone: write it in spec.timeZone");
    }
    String[] fields = MACROS.getOrDefault(trimmed, trimmed).split("[ \t]+", -1);
    if (fields.length != 5) {
      throw new BadScheduleException(
          INVALID,
          "spec.schedule \""
              + trimmed
              + "\" needs five fields: minute, hour, day of month, month and day of week, as in"
              + " \"30 2 * * *\"");
    }
    Cron cron =
        new Cron(
            CronField.parse(CronField.Kind.MINUTE, fields[0]),
            CronField.parse(CronField.Kind.HOUR, fields[1]),
            CronField.parse(CronField.Kind.DAY_OF_MONTH, fields[2]),
            CronField.parse(CronField.Kind.MONTH, fields[3]),
            CronField.parse(CronField.Kind.DAY_OF_WEEK, fields[4]));
    // A day that is in no leap year is in no year.
    if (cron.next(LocalDate.of(2023, 12, 31).atTime(LocalTime.MAX)).isEmpty()) {
      throw new BadScheduleException(
          "NeverRuns",
          "spec.schedule \"" + trimmed + "\" names a day that no year has: correct day or month");
    }
    return cron;
  }

  /** The first local time after another; empty if there is none in eight years. */
  Optional<LocalDateTime> next(LocalDateTime after) {
    LocalDate date = after.toLocalDate();
    if (allows(date)) {
      Optional<LocalTime> later = later(after.toLocalTime());
      if (later.isPresent()) {
        return later.map(date::atTime);
      }
    }
    LocalTime first = LocalTime.of(hours.atLeast(0), minutes.atLeast(0));
    for (int i = 0; i < DAYS_MAX; i++) {
      date = date.plusDays(1);
      if (!months.has(date.getMonthValue())) {
        date = date.withDayOfMonth(date.lengthOfMonth());
      } else if (allows(date)) {
        return Optional.of(date.atTime(first));
      }
    }
    return Optional.empty();
  }

  private Optional<LocalTime> later(LocalTime after) {
    if (hours.has(after.getHour())) {
      int minute = minutes.atLeast(after.getMinute() + 1);
      if (minute >= 0) {
        return Optional.of(LocalTime.of(after.getHour(), minute));
      }
    }
    int hour = hours.atLeast(after.getHour() + 1);
    return hour < 0 ? Optional.empty() : Optional.of(LocalTime.of(hour, minutes.atLeast(0)));
  }

  private boolean allows(LocalDate date) {
    if (!months.has(date.getMonthValue())) {
      return false;
    }
    boolean day = days.has(date.getDayOfMonth());
    boolean weekday = weekdays.has(date.getDayOfWeek().getValue() % 7);
    return (days.any() || weekdays.any()) ? (day && weekday) : (day || weekday);
  }
}
