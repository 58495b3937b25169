package io.keelson.operator.backup.schedule;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One field of a cron expression: the values it allows, as bits.
 *
 * @param bits bit n is set when value n is allowed
 * @param any every value is allowed because nothing was asked for
 */
record CronField(long bits, boolean any) {
  private static final List<String> MONTHS =
      List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
  private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
  private static final int SUNDAY = 7;

  /** Which of the five it is. */
  enum Kind {
    MINUTE("minute", 0, 59),
    HOUR("hour", 0, 23),
    DAY_OF_MONTH("day of month", 1, 31),
    MONTH("month", 1, 12),
    DAY_OF_WEEK("day of week", 0, SUNDAY);

    private final String label;
    private final int min;
    private final int max;

    Kind(String label, int min, int max) {
      this.label = label;
      this.min = min;
      this.max = max;
    }

    private List<String> names() {
      return switch (this) {
        case MINUTE, HOUR, DAY_OF_MONTH -> List.of();
        case MONTH -> MONTHS;
        case DAY_OF_WEEK -> DAYS;
      };
    }
  }

  boolean has(int value) {
    return (bits >>> value & 1) != 0;
  }

  /** The smallest allowed value that is not below another; -1 if there is none. */
  int atLeast(int value) {
    long rest = value >= Long.SIZE ? 0 : bits >>> value << value;
    return rest == 0 ? -1 : Long.numberOfTrailingZeros(rest);
  }

  static CronField parse(Kind kind, String text) throws BadScheduleException {
    long bits = 0;
    boolean any = false;
    for (String part : text.split(",", -1)) {
      String[] halves = part.split("/", -1);
      if (halves.length > 2) {
        throw bad(kind, part, "has more than one step");
      }
      int step = halves.length == 2 ? step(kind, part, halves[1]) : 1;
      boolean star = halves[0].equals("*") || halves[0].equals("?");
      any |= star && step == 1;
      int from = kind.min;
      // Sunday is 0 and 7; counted from a star it is met once.
      int to = kind == Kind.DAY_OF_WEEK ? SUNDAY - 1 : kind.max;
      if (!star) {
        String[] ends = halves[0].split("-", -1);
        if (ends.length > 2) {
          throw bad(kind, part, "is not a range");
        }
        from = value(kind, part, ends[0], false);
        if (ends.length == 2) {
          to = value(kind, part, ends[1], true);
        } else if (halves.length == 1) {
          to = from;
        }
        if (from > to && !(kind == Kind.DAY_OF_WEEK && from == SUNDAY && ends.length == 1)) {
          throw bad(kind, part, "ends before it begins; write two parts with a comma");
        }
        to = Math.max(from, to);
      }
      for (int value = from; value <= to; value += step) {
        bits |= 1L << (kind == Kind.DAY_OF_WEEK ? value % SUNDAY : value);
      }
    }
    return new CronField(bits, any);
  }

  private static int step(Kind kind, String part, String text) throws BadScheduleException {
    Integer step = number(text);
    if (step == null || step < 1 || step > kind.max) {
      throw bad(kind, part, "needs a step from 1 to " + kind.max + " after '/'");
    }
    return step;
  }

  private static int value(Kind kind, String part, String text, boolean asEnd)
      throws BadScheduleException {
    int named = kind.names().indexOf(text.toUpperCase(Locale.ROOT));
    if (named >= 0) {
      // A range that ends with Sunday ends with the week.
      return asEnd && named == 0 && kind == Kind.DAY_OF_WEEK
          ? SUNDAY
          : kind == Kind.MONTH ? named + 1 : named;
    }
    Integer value = number(text);
    if (value == null || value < kind.min || value > kind.max) {
      String names =
          kind.names().isEmpty()
              ? ""
              : " or names from " + kind.names().getFirst() + " to " + kind.names().getLast();
      throw bad(kind, part, "needs numbers from " + kind.min + " to " + kind.max + names);
    }
    return value;
  }

  private static @Nullable Integer number(String text) {
    return text.matches("[0-9]{1,4}") ? Integer.valueOf(text) : null;
  }

  private static BadScheduleException bad(Kind kind, String part, String trouble) {
    return new BadScheduleException(
        Cron.INVALID, "the " + kind.label + " \"" + part + "\" of spec.schedule " + trouble);
  }
}
