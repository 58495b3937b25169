package io.keelson.operator.backup.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A clock on the wall, read minute by minute: a time is due when the clock first shows it or has
 * jumped over it. Nothing of the code under test is used, and no rule about changes of clocks.
 */
final class WallClock {
  /** A year and some days. */
  static final int MINUTES = 380 * 24 * 60;

  private static final Map<String, WallClock> MADE = new ConcurrentHashMap<>();

  private final long firstMinute;

  /** By minute since the first, what the clock shows, as minutes of a calendar without zone. */
  private final int[] shown = new int[MINUTES];

  private final long calendarBase;

  private WallClock(String zone, int year) {
    LocalDateTime begin = LocalDateTime.of(year, 1, 1, 0, 0);
    this.firstMinute = begin.toEpochSecond(ZoneOffset.UTC) / 60;
    this.calendarBase = firstMinute - 2 * 24 * 60;
    ZoneId id = ZoneId.of(zone);
    for (int i = 0; i < MINUTES; i++) {
      Instant moment = Instant.ofEpochSecond((firstMinute + i) * 60);
      int offset = id.getRules().getOffset(moment).getTotalSeconds();
      shown[i] = (int) (Math.floorDiv(moment.getEpochSecond() + offset, 60) - calendarBase);
    }
  }

  static WallClock of(String zone, int year) {
    return MADE.computeIfAbsent(zone + year, key -> new WallClock(zone, year));
  }

  Instant first() {
    return Instant.ofEpochSecond(firstMinute * 60);
  }

  /** Minutes at which the clock does not go on by one. */
  List<Integer> changes() {
    List<Integer> changes = new ArrayList<>();
    for (int i = 1; i < MINUTES; i++) {
      if (shown[i] != shown[i - 1] + 1) {
        changes.add(i);
      }
    }
    return changes;
  }

  /** The moments at which the times of an expression are due, from a minute on. */
  List<Instant> due(WantedTimes wanted, int fromMinute, int max) {
    List<Instant> due = new ArrayList<>();
    BitSet days = days(wanted);
    // What was shown before is over, also when it is shown again.
    int high = Integer.MIN_VALUE;
    for (int i = 0; i <= fromMinute && i < MINUTES; i++) {
      high = Math.max(high, shown[i]);
    }
    for (int i = fromMinute + 1; i < MINUTES && due.size() < max; i++) {
      boolean isDue = false;
      for (int time = high + 1; time <= shown[i] && !isDue; time++) {
        int minute = time % (24 * 60);
        isDue =
            days.get(time / (24 * 60))
                && wanted.hours().get(minute / 60)
                && wanted.minutes().get(minute % 60);
      }
      high = Math.max(high, shown[i]);
      if (isDue) {
        due.add(Instant.ofEpochSecond((firstMinute + i) * 60));
      }
    }
    return due;
  }

  private BitSet days(WantedTimes wanted) {
    BitSet days = new BitSet();
    for (int day = 0; day < MINUTES / (24 * 60) + 6; day++) {
      LocalDateTime date =
          LocalDateTime.ofEpochSecond(calendarBase * 60 + day * 86_400L, 0, ZoneOffset.UTC);
      days.set(day, wanted.wants(date.toLocalDate()));
    }
    return days;
  }
}
