package io.keelson.operator.backup.schedule;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Which of the complete backups stay. A backup stays if any rule keeps it: the newest ones, or the
 * newest of each of the newest hours, days, weeks or months that have one, or if it is young. The
 * newest and the newest verified one always stay.
 *
 * @param last how many of the newest stay; 0 for no such rule, also below
 * @param hourly of how many hours the newest stays; an hour that the clocks show twice is two
 * @param daily the same for days of the calendar
 * @param weekly the same for weeks from Monday on
 * @param monthly the same for months
 * @param minAge what is younger stays, whatever the total size
 * @param maxTotalBytes the oldest that are not protected go until the total is not larger
 */
public record Retention(
    int last,
    int hourly,
    int daily,
    int weekly,
    int monthly,
    Optional<Duration> minAge,
    Optional<Long> maxTotalBytes) {

  /**
   * What stays and what goes.
   *
   * @param stay names, the newest first
   * @param go what is to be removed, the oldest first
   * @param bytes of those that stay
   * @param isOverSize they are larger than they may be, but none of them may go
   */
  public record Kept(
      List<BackupFacts> stay, List<Action.Remove> go, long bytes, boolean isOverSize) {}

  /**
   * Applies the rules.
   *
   * @param good complete backups that were not found damaged, from old to new
   * @param zone of the calendar
   */
  Kept apply(List<BackupFacts> good, ZoneId zone, Instant now) {
    List<BackupFacts> newestFirst = good.reversed();
    Set<String> kept = keptByCount(newestFirst, zone);
    Set<String> safe = protectedOnes(newestFirst, now);
    List<BackupFacts> stay = new ArrayList<>();
    List<Action.Remove> go = new ArrayList<>();
    for (BackupFacts backup : good) {
      if (kept.contains(backup.name()) || safe.contains(backup.name())) {
        stay.add(backup);
      } else {
        go.add(new Action.Remove(backup.name(), "no rule of spec.retention keeps it"));
      }
    }
    long bytes = stay.stream().mapToLong(BackupFacts::bytes).sum();
    long max = maxTotalBytes.orElse(Long.MAX_VALUE);
    for (BackupFacts backup : List.copyOf(stay)) {
      if (bytes > max && !safe.contains(backup.name())) {
        bytes -= backup.bytes();
        stay.remove(backup);
        go.add(
            new Action.Remove(
                backup.name(), "all together are larger than spec.retention.maxTotalSize"));
      }
    }
    return new Kept(List.copyOf(stay.reversed()), List.copyOf(go), bytes, bytes > max);
  }

  private Set<String> protectedOnes(List<BackupFacts> newestFirst, Instant now) {
    Set<String> safe = new TreeSet<>();
    newestFirst.stream().findFirst().ifPresent(backup -> safe.add(backup.name()));
    newestFirst.stream()
        .filter(BackupFacts::isVerified)
        .findFirst()
        .ifPresent(backup -> safe.add(backup.name()));
    minAge.ifPresent(
        age ->
            newestFirst.stream()
                .filter(backup -> backup.takenAt().plus(age).isAfter(now))
                .forEach(backup -> safe.add(backup.name())));
    return safe;
  }

  private Set<String> keptByCount(List<BackupFacts> newestFirst, ZoneId zone) {
    Set<String> kept = new TreeSet<>();
    boolean counts = last + hourly + daily + weekly + monthly > 0;
    if (!counts && minAge.isEmpty()) {
      newestFirst.forEach(backup -> kept.add(backup.name()));
      return kept;
    }
    newestFirst.stream().limit(last).forEach(backup -> kept.add(backup.name()));
    // With the offset: where clocks go back, an hour that is read twice is two. (A zoned time would
    // be cut to a time that exists, which on Lord Howe is one of before the change.)
    keepBuckets(
        kept,
        newestFirst,
        zone,
        hourly,
        time -> time.toOffsetDateTime().truncatedTo(ChronoUnit.HOURS));
    keepBuckets(kept, newestFirst, zone, daily, ZonedDateTime::toLocalDate);
    keepBuckets(
        kept,
        newestFirst,
        zone,
        weekly,
        time -> time.toLocalDate().with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)));
    keepBuckets(kept, newestFirst, zone, monthly, time -> time.toLocalDate().withDayOfMonth(1));
    return kept;
  }

  private static void keepBuckets(
      Set<String> kept,
      List<BackupFacts> newestFirst,
      ZoneId zone,
      int max,
      Function<ZonedDateTime, Object> bucketOf) {
    Object previous = "";
    int buckets = 0;
    for (BackupFacts backup : newestFirst) {
      Object bucket = bucketOf.apply(backup.takenAt().atZone(zone));
      if (!bucket.equals(previous)) {
        previous = bucket;
        buckets++;
        if (buckets <= max) {
          kept.add(backup.name());
        }
      }
    }
  }
}
