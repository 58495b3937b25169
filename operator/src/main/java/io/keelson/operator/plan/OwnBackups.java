package io.keelson.operator.plan;

import io.keelson.operator.plan.Planner.Decision;
import io.keelson.operator.plan.Situation.Member;
import io.keelson.operator.plan.Step.TakeBackup;
import io.keelson.operator.resource.BackupUse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Backups that the operator takes by itself: before a new minor version, and at the end. */
final class OwnBackups {
  /** A failed one is followed by another after this long. */
  private static final Duration PAUSE = Duration.ofMinutes(10);

  /** An upgrade that takes longer than this needs another backup. */
  private static final Duration UPGRADE_LENGTH = Duration.ofHours(24);

  private OwnBackups() {}

  /**
   * What the restart of a member waits for, since its minor version changes by it; empty: nothing.
   * Orders the backup, if there is to be one.
   */
  static String gate(Situation situation, Member next, Decision decision) {
    Backups backups = situation.facts.backups();
    String from = next.facts().pod().map(PodFacts::version).orElse("");
    String to = situation.goal.version();
    if (backups.beforeUpgrade().isEmpty() || minor(from).equals(minor(to))) {
      return "";
    }
    Instant now = situation.facts.now();
    Instant fresh = now.minus(backups.beforeUpgrade().get());
    Instant sinceBegin = now.minus(UPGRADE_LENGTH);
    boolean enough =
        backups.list().stream()
            .filter(BackupSeen::good)
            .anyMatch(
                one ->
                    one.taken().filter(taken -> !taken.isBefore(fresh)).isPresent()
                        || (one.version().equals(to)
                            && one.taken().filter(t -> !t.isBefore(sinceBegin)).isPresent()));
    if (enough) {
      return "";
    }
    List<BackupSeen> own = backups.own(BackupUse.UPGRADE);
    Optional<BackupSeen> last = own.isEmpty() ? Optional.empty() : Optional.of(own.getLast());
    if (last.isPresent() && last.get().state() == BackupSeen.State.WORKING) {
      return "EtcdBackup " + last.get().name();
    }
    if (last.isPresent() && last.get().state() == BackupSeen.State.FAILED) {
      Instant again = last.get().ended().orElse(Instant.MIN).plus(PAUSE);
      if (again.isAfter(now)) {
        return "a backup, EtcdBackup %s failed (%s): the next is tried in %d minutes; or set"
                .formatted(
                    last.get().name(),
                    last.get().reason(),
                    1 + Duration.between(now, again).toMinutes())
            + " unsafe.allowSkipBackup";
      }
    }
    decision.prepare(new TakeBackup("", BackupUse.UPGRADE, backups.nextNumber()));
    return "a backup";
  }

  private static String minor(String version) {
    int first = version.indexOf('.');
    int second = version.indexOf('.', first + 1);
    return second < 0 ? version : version.substring(0, second);
  }

  /** The members go on until the last backup is taken; whether it was is seen by the mode. */
  static Plan last(Situation situation) {
    Backups backups = situation.facts.backups();
    List<BackupSeen> own = backups.own(BackupUse.FINAL);
    boolean none = own.isEmpty();
    return new Plan(
        none ? List.of(new TakeBackup("", BackupUse.FINAL, backups.nextNumber())) : List.of(),
        Optional.empty(),
        List.of(
            new Plan.Work(
                Plan.Type.DELETE,
                "",
                "the cluster is being deleted after a last backup",
                none ? "a backup" : "EtcdBackup " + own.getLast().name())),
        false);
  }
}
