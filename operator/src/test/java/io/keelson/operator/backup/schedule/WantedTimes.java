package io.keelson.operator.backup.schedule;

import java.time.LocalDate;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * A drawn cron expression together with what it means, which is known because it was drawn first
 * and written down afterwards.
 */
record WantedTimes(
    String text,
    BitSet minutes,
    BitSet hours,
    BitSet days,
    BitSet months,
    BitSet weekdays,
    boolean anyDay,
    boolean anyWeekday) {
  private static final List<String> MONTHS =
      List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
  private static final List<String> DAYS =
      List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN");

  boolean wants(LocalDate date) {
    boolean day = days.get(date.getDayOfMonth());
    boolean weekday = weekdays.get(date.getDayOfWeek().getValue() % 7);
    boolean fits = anyDay ? weekday : anyWeekday ? day : day || weekday;
    return fits && months.get(date.getMonthValue());
  }

  static WantedTimes draw(RandomGenerator random) {
    BitSet minutes = new BitSet();
    BitSet hours = new BitSet();
    BitSet days = new BitSet();
    BitSet months = new BitSet();
    BitSet weekdays = new BitSet();
    String minute = field(random, minutes, 0, 59, random.nextInt(6) == 0 ? 0 : 3, List.of());
    String hour = field(random, hours, 0, 23, random.nextInt(2) == 0 ? 0 : 3, List.of());
    boolean anyDay = random.nextInt(3) > 0;
    boolean anyWeekday = random.nextInt(3) > 0;
    String day = anyDay ? star(random, days, 1, 31) : field(random, days, 1, 28, 3, List.of());
    String month = field(random, months, 1, 12, random.nextInt(5) > 0 ? 0 : 3, MONTHS);
    String weekday =
        anyWeekday ? star(random, weekdays, 0, 6) : field(random, weekdays, 0, 7, 3, DAYS);
    if (weekdays.get(7)) {
      weekdays.set(0);
    }
    String text = String.join(" ", minute, hour, day, month, weekday);
    return new WantedTimes(text, minutes, hours, days, months, weekdays, anyDay, anyWeekday);
  }

  private static String star(RandomGenerator random, BitSet into, int min, int max) {
    into.set(min, max + 1);
    return random.nextInt(4) == 0 ? "?" : "*";
  }

  /** A star when {@code parts} is 0, else one to three parts of any form. */
  private static String field(
      RandomGenerator random, BitSet into, int min, int max, int parts, List<String> names) {
    if (parts == 0) {
      return star(random, into, min, max);
    }
    StringBuilder text = new StringBuilder();
    int count = 1 + random.nextInt(parts);
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "" : ",");
      int from = min + random.nextInt(max - min + 1);
      int to = from + random.nextInt(max - from + 1);
      int step = 2 + random.nextInt(Math.max(1, (max - min) / 2));
      switch (random.nextInt(5)) {
        case 0 -> {
          // Of days of the week, a star counts Sunday once, as 0; of months it means all 31 days.
          int last = max == 7 ? 6 : max == 28 ? 31 : max;
          set(into, min, last, step);
          text.append("*/").append(step);
        }
        case 1 -> {
          set(into, from, to, 1);
          text.append(name(random, names, from, min)).append('-');
          text.append(name(random, names, to, min));
        }
        case 2 -> {
          set(into, from, to, step);
          text.append(from).append('-').append(to).append('/').append(step);
        }
        default -> {
          into.set(from);
          text.append(name(random, names, from, min));
        }
      }
    }
    return text.toString();
  }

  private static void set(BitSet into, int from, int to, int step) {
    for (int value = from; value <= to; value += step) {
      into.set(value);
    }
  }

  /** A name now and then, in either case; not of Sundays, which mean 7 at the end of a range. */
  private static String name(RandomGenerator random, List<String> names, int value, int min) {
    boolean named = !names.isEmpty() && random.nextBoolean() && (min > 0 || value % 7 > 0);
    if (!named) {
      return Integer.toString(value);
    }
    String name = names.get(value - min);
    return random.nextBoolean() ? name : name.toLowerCase(Locale.ROOT);
  }
}
