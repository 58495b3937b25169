package io.keelson.operator.backup.schedule;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One cluster of a schedule, as it is seen.
 *
 * @param readiness whether there is something to take a backup of
 * @param since from when on its runs count: both it and the schedule are there
 * @param rescheduled times are others than at the last pass
 * @param progress what the last pass left
 * @param backups those of this schedule and cluster
 */
public record ClusterFacts(
    String name,
    Readiness readiness,
    Instant since,
    boolean rescheduled,
    Progress progress,
    List<BackupFacts> backups) {
  /** From old to new, so that nothing depends on the order in which they are seen. */
  private static final Comparator<BackupFacts> BY_AGE =
      Comparator.comparing(BackupFacts::scheduledAt).thenComparing(BackupFacts::name);

  private static final Comparator<BackupFacts> BY_END =
      Comparator.<BackupFacts, Instant>comparing(
              backup -> backup.endedAt().orElse(backup.scheduledAt()))
          .thenComparing(BY_AGE);

  static final Comparator<BackupFacts> BY_SNAPSHOT =
      Comparator.comparing(BackupFacts::takenAt).thenComparing(BY_AGE);

  public ClusterFacts {
    backups = backups.stream().sorted(BY_AGE).toList();
  }

  /** Whether backups can be taken. */
  public enum Readiness {
    READY,
    /** It was not founded yet. */
    STARTING,
    /** Its members are stopped as asked. */
    HIBERNATED,
    /** It is being deleted. */
    ENDING,
    /** There is no cluster of that name. */
    MISSING
  }

  /** Those that are to be taken or being taken. */
  public List<BackupFacts> active() {
    return in(BackupFacts.State.ACTIVE).toList();
  }

  /** Those that are stored and not found damaged, from old to new by their snapshots. */
  public List<BackupFacts> good() {
    return backups.stream().filter(BackupFacts::isGood).sorted(BY_SNAPSHOT).toList();
  }

  /** Those that were given up or found damaged, from old to new. */
  public List<BackupFacts> bad() {
    return backups.stream().filter(BackupFacts::isBad).toList();
  }

  /** The one that ended last, whether well or not. */
  public Optional<BackupFacts> lastEnded() {
    return Stream.concat(in(BackupFacts.State.COMPLETE), in(BackupFacts.State.FAILED)).max(BY_END);
  }

  boolean hasRun(Instant scheduled) {
    return backups.stream().anyMatch(backup -> backup.scheduledAt().equals(scheduled));
  }

  private Stream<BackupFacts> in(BackupFacts.State state) {
    return backups.stream().filter(backup -> backup.state() == state);
  }
}
