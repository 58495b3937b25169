package io.keelson.operator.backup.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Retention as its documentation words it, backup by backup, without any regard to cost. */
final class NaiveRetention {
  private final Retention rules;
  private final ZoneId zone;
  private final Instant now;
  private final List<BackupFacts> good;
  private final Map<String, List<BackupFacts>> newer = new HashMap<>();

  NaiveRetention(Retention rules, ZoneId zone, Instant now, List<BackupFacts> good) {
    this.rules = rules;
    this.zone = zone;
    this.now = now;
    this.good = good;
  }

  /** The names of those that go. */
  Set<String> goes() {
    List<BackupFacts> stay = new ArrayList<>();
    Set<String> go = new TreeSet<>();
    for (BackupFacts backup : good) {
      if (isProtected(backup) || isCounted(backup)) {
        stay.add(backup);
      } else {
        go.add(backup.name());
      }
    }
    while (rules.maxTotalBytes().isPresent()
        && stay.stream().mapToLong(BackupFacts::bytes).sum() > rules.maxTotalBytes().get()) {
      List<BackupFacts> removable = stay.stream().filter(b -> !isProtected(b)).toList();
      if (removable.isEmpty()) {
        break;
      }
      // The oldest is the one that most others are newer than.
      BackupFacts oldest =
          removable.stream().max(Comparator.comparingInt(b -> newerOnes(b).size())).get();
      stay.remove(oldest);
      go.add(oldest.name());
    }
    return go;
  }

  private List<BackupFacts> newerOnes(BackupFacts backup) {
    return newer.computeIfAbsent(backup.name(), name -> findNewer(backup));
  }

  private List<BackupFacts> findNewer(BackupFacts backup) {
    return good.stream()
        .filter(
            other ->
                other.takenAt().isAfter(backup.takenAt())
                    || (other.takenAt().equals(backup.takenAt())
                        && other.scheduledAt().isAfter(backup.scheduledAt())))
        .toList();
  }

  private boolean isProtected(BackupFacts backup) {
    boolean newest = newerOnes(backup).isEmpty();
    boolean newestVerified =
        backup.isVerified() && newerOnes(backup).stream().noneMatch(BackupFacts::isVerified);
    boolean young =
        rules.minAge().isPresent() && backup.takenAt().isAfter(now.minus(rules.minAge().get()));
    return newest || newestVerified || young;
  }

  private boolean isCounted(BackupFacts backup) {
    boolean noCount =
        rules.last() == 0
            && rules.hourly() == 0
            && rules.daily() == 0
            && rules.weekly() == 0
            && rules.monthly() == 0;
    return (noCount && rules.minAge().isEmpty())
        || newerOnes(backup).size() < rules.last()
        || isOfBucket(backup, rules.hourly(), this::hour)
        || isOfBucket(backup, rules.daily(), t -> t.getYear() + "/" + t.getDayOfYear())
        || isOfBucket(
            backup,
            rules.weekly(),
            t -> t.get(IsoFields.WEEK_BASED_YEAR) + "w" + t.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR))
        || isOfBucket(backup, rules.monthly(), t -> t.getYear() + "-" + t.getMonthValue());
  }

  private String hour(ZonedDateTime time) {
    return time.toLocalDate() + "T" + time.getHour() + time.getOffset();
  }

  private boolean isOfBucket(
      BackupFacts backup, int buckets, Function<ZonedDateTime, String> bucketOf) {
    Function<BackupFacts, String> bucket = b -> bucketOf.apply(b.takenAt().atZone(zone));
    Set<String> newer = new HashSet<>(newerOnes(backup).stream().map(bucket).toList());
    return !newer.contains(bucket.apply(backup)) && newer.size() < buckets;
  }
}
