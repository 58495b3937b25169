package io.keelson.operator.backup.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which backup is verified next. In each period the newest one is verified at the schedule's level,
 * and every other one that stays is read again; one at a time. What was asked for is told from what
 * was answered by times alone.
 */
final class Proofs {
  private final Rehearsal rule;
  private final Progress progress;
  private final List<BackupFacts> good;
  private final Instant now;

  private Proofs(Rehearsal rule, Progress progress, List<BackupFacts> good, Instant now) {
    this.rule = rule;
    this.progress = progress;
    this.good = good;
    this.now = now;
  }

  /** What is known of verifications at the schedule's level. */
  record Proof(
      Optional<Instant> rehearsedAt, Optional<Instant> provenAt, Optional<Double> restoreSeconds) {}

  /**
   * The next verification.
   *
   * @param action what to ask for, if anything
   * @param pending what was asked for and is not answered, including that
   * @param wakeAt when to look again
   */
  record Next(
      Optional<Action.Verify> action,
      Optional<Progress.Pending> pending,
      Optional<Instant> wakeAt) {}

  /** What earlier passes know, and what the backups say since. */
  static Proof proof(Rehearsal rule, ClusterFacts facts) {
    Progress before = facts.progress();
    Optional<Instant> rehearsed = before.rehearsedAt();
    Optional<Instant> proven = before.provenAt();
    Optional<Double> seconds = before.restoreSeconds();
    List<BackupFacts.Check> checks =
        facts.backups().stream()
            .filter(backup -> backup.state() == BackupFacts.State.COMPLETE)
            .flatMap(backup -> backup.check().stream())
            .filter(check -> check.restored() || !rule.restores())
            .sorted(Comparator.comparing(BackupFacts.Check::time))
            .toList();
    for (BackupFacts.Check check : checks) {
      if (rehearsed.isEmpty() || check.time().isAfter(rehearsed.get())) {
        rehearsed = Optional.of(check.time());
      }
      if (check.passed() && (proven.isEmpty() || !check.time().isBefore(proven.get()))) {
        proven = Optional.of(check.time());
        seconds = check.seconds().or(before::restoreSeconds);
      }
    }
    return new Proof(rehearsed, proven, seconds);
  }

  /**
   * Decides.
   *
   * @param progress with the proofs that are known now
   * @param good complete backups that stay, from old to new
   */
  static Next next(Rehearsal rule, Progress progress, List<BackupFacts> good, Instant now) {
    return rule.isOff() || good.isEmpty()
        ? new Next(Optional.empty(), Optional.empty(), Optional.empty())
        : new Proofs(rule, progress, good, now).next();
  }

  private Next next() {
    for (BackupFacts backup : good) {
      Optional<Instant> open = openRequest(backup);
      if (open.isPresent() && now.isBefore(open.get().plus(rule.patience()))) {
        return new Next(
            Optional.empty(),
            Optional.of(new Progress.Pending(backup.name(), open.get())),
            Optional.of(open.get().plus(rule.patience())));
      }
    }
    BackupFacts newest = good.getLast();
    List<BackupFacts> due = new ArrayList<>();
    boolean rehearse = isDue(lastRehearsal(newest));
    // One whose verification got no answer must not keep all others waiting.
    if (rehearse && openRequest(newest).isEmpty()) {
      return ask(newest, true);
    }
    for (BackupFacts backup : good) {
      if (backup.equals(newest) ? rehearse : isDue(Optional.of(backup.judgedAt()))) {
        due.add(backup);
      }
    }
    return due.stream()
        .min(Comparator.comparing(this::lastTried).thenComparing(ClusterFacts.BY_SNAPSHOT))
        .map(backup -> ask(backup, backup.equals(newest)))
        .orElseGet(() -> new Next(Optional.empty(), Optional.empty(), wakeAt(newest)));
  }

  private Next ask(BackupFacts backup, boolean asNewest) {
    return new Next(
        Optional.of(new Action.Verify(backup.name(), asNewest && rule.restores())),
        Optional.of(new Progress.Pending(backup.name(), now)),
        Optional.of(now.plus(rule.patience())));
  }

  /** Whether so much time or so many backups went by since the last one. */
  private boolean isDue(Optional<Instant> last) {
    if (last.isEmpty()) {
      return true;
    }
    Optional<Duration> period = rule.period();
    if (period.isPresent()) {
      return !now.isBefore(last.get().plus(period.get()));
    }
    long since =
        good.stream().filter(b -> b.endedAt().orElse(b.takenAt()).isAfter(last.get())).count();
    return since >= rule.backups();
  }

  private Optional<Instant> wakeAt(BackupFacts newest) {
    return rule.period()
        .flatMap(
            period ->
                good.stream()
                    .map(
                        backup ->
                            backup.equals(newest)
                                ? lastRehearsal(newest).orElse(now)
                                : backup.judgedAt())
                    .min(Comparator.naturalOrder())
                    .map(time -> time.plus(period)));
  }

  /** Where nothing is restored, the newest is read like all others. */
  private Optional<Instant> lastRehearsal(BackupFacts newest) {
    return rule.restores() ? progress.rehearsedAt() : Optional.of(newest.judgedAt());
  }

  private Instant lastTried(BackupFacts backup) {
    return openRequest(backup).orElse(backup.judgedAt());
  }

  /** When a verification was asked for that is not answered; the caches may not show it yet. */
  private Optional<Instant> openRequest(BackupFacts backup) {
    Optional<Instant> noted =
        progress
            .pending()
            .filter(pending -> pending.backup().equals(backup.name()))
            .map(Progress.Pending::requestedAt);
    Optional<Instant> asked =
        noted.isEmpty() || backup.requestedAt().filter(noted.get()::isBefore).isPresent()
            ? backup.requestedAt()
            : noted;
    Optional<Instant> answered = backup.check().map(BackupFacts.Check::time);
    return asked.filter(time -> answered.isEmpty() || !answered.get().isAfter(time));
  }
}
