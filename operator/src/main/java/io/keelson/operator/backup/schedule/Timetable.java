package io.keelson.operator.backup.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Optional;

/**
 * The moments that a cron expression means in a time zone. A local time that does not exist, since
 * clocks are put forward over it, means the moment at which they are: all such times of one change
 * are one moment. A local time that exists twice means the first of the two. Immutable.
 */
public final class Timetable {
  /** How far back the latest moment is looked for, nearest first. */
  private static final List<Duration> SPANS =
      List.of(
          Duration.ofHours(1),
          Duration.ofDays(1),
          Duration.ofDays(32),
          Duration.ofDays(367),
          Duration.ofDays(8 * 366));

  private final Cron cron;
  private final ZoneId zone;
  private final ZoneRules rules;

  private Timetable(Cron cron, ZoneId zone) {
    this.cron = cron;
    this.zone = zone;
    this.rules = zone.getRules();
  }

  /**
   * Reads a schedule.
   *
   * @param schedule five fields or a macro
   * @param timeZone a name of the IANA database
   * @throws BadScheduleException if one of them cannot be understood, or nothing would ever be due
   */
  public static Timetable parse(String schedule, String timeZone) throws BadScheduleException {
    Cron cron = Cron.parse(schedule);
    if (!ZoneId.getAvailableZoneIds().contains(timeZone)) {
      throw new BadScheduleException(
          "InvalidTimeZone",
          "spec.timeZone \""
              + timeZone
              + "\" is no time zone of the IANA database: write one as in Europe/Berlin or UTC");
    }
    return new Timetable(cron, ZoneId.of(timeZone));
  }

  /** The time zone. */
  public ZoneId zone() {
    return zone;
  }

  /** The first moment after another; empty if there is none in eight years. */
  public Optional<Instant> next(Instant after) {
    LocalDateTime local = LocalDateTime.ofInstant(after, zone);
    ZoneOffsetTransition change = rules.getTransition(local);
    if (change != null && change.isOverlap() && !after.isBefore(change.getInstant())) {
      // The second pass through times that were met in the first one.
      local = change.getDateTimeBefore().minusNanos(1);
    }
    Optional<LocalDateTime> next = cron.next(local);
    while (next.isPresent()) {
      Instant moment = moment(next.get());
      if (moment.isAfter(after)) {
        return Optional.of(moment);
      }
      next = cron.next(next.get());
    }
    return Optional.empty();
  }

  /** The last moment that is not after another; empty if there was none in eight years. */
  public Optional<Instant> latest(Instant notAfter) {
    for (Duration span : SPANS) {
      Optional<Instant> found = next(notAfter.minus(span)).filter(time -> !time.isAfter(notAfter));
      if (found.isPresent()) {
        return Optional.of(latest(found.get(), notAfter));
      }
    }
    return Optional.empty();
  }

  /** Goes on by one, and by halves of what is left while there is more. */
  private Instant latest(Instant early, Instant notAfter) {
    Instant found = early;
    Instant end = notAfter;
    Optional<Instant> later = next(found).filter(time -> !time.isAfter(notAfter));
    while (later.isPresent()) {
      found = later.get();
      Instant middle = found.plusSeconds(Duration.between(found, end).toSeconds() / 2);
      later = next(middle).filter(time -> !time.isAfter(notAfter));
      if (later.isEmpty()) {
        end = middle;
        later = next(found).filter(time -> !time.isAfter(notAfter));
      }
    }
    return found;
  }

  private Instant moment(LocalDateTime local) {
    List<ZoneOffset> offsets = rules.getValidOffsets(local);
    return offsets.isEmpty()
        ? rules.getTransition(local).getInstant()
        : local.toInstant(offsets.getFirst());
  }
}
