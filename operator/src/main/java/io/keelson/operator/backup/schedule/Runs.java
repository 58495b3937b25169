package io.keelson.operator.backup.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which run is begun now. Everything follows from the last scheduled time that was dealt with, the
 * present time and the backups that are there; of several times that went by, only the last one can
 * still be run, and only within its deadline.
 */
final class Runs {
  /** Missed times are counted up to here in one pass; what is beyond is not told apart. */
  static final int COUNT_MAX = 10_000;

  private static final Duration RETRY_MAX = Duration.ofHours(24);
  private static final int RETRY_SHIFTS_MAX = 60;

  private final Timing timing;
  private final Rules rules;
  private final ClusterFacts facts;
  private final Instant now;

  private Runs(Timing timing, Rules rules, ClusterFacts facts, Instant now) {
    this.timing = timing;
    this.rules = rules;
    this.facts = facts;
    this.now = now;
  }

  /**
   * What a pass finds out.
   *
   * @param actions what is begun, and what is given up for it
   * @param mark the last scheduled time that is dealt with
   * @param missed times that are found to be missed
   * @param waiting a run is due and cannot begin yet
   * @param wakeAt when to look again, besides the next start
   */
  record Outcome(
      List<Action> actions,
      Optional<Instant> mark,
      long missed,
      boolean waiting,
      Optional<Instant> wakeAt) {}

  static Outcome of(Timing timing, Rules rules, ClusterFacts facts, Instant now) {
    return new Runs(timing, rules, facts, now).outcome();
  }

  static boolean isFrozen(Rules rules, ClusterFacts facts) {
    return rules.suspended() || facts.readiness() != ClusterFacts.Readiness.READY;
  }

  private Outcome outcome() {
    Optional<Instant> mark = facts.progress().mark();
    Instant first = facts.since().truncatedTo(ChronoUnit.SECONDS);
    Optional<Instant> started = timing.latestStarted(now);
    if (mark.filter(time -> time.isAfter(now)).isPresent()) {
      // A clock that went back must not stop the schedule until it is where it was.
      return passedOver(started);
    }
    Instant handled = mark.orElse(first);
    Optional<Instant> latest = started.filter(time -> time.isAfter(handled));
    boolean firstIsDue =
        rules.immediate() && mark.isEmpty() && facts.backups().isEmpty() && !now.isBefore(first);
    if (isFrozen(rules, facts)) {
      // What is to run first of all still is; the rest is passed over.
      return passedOver(firstIsDue ? Optional.empty() : latest.or(() -> mark));
    }
    if (facts.rescheduled() && mark.isPresent()) {
      return passedOver(latest.or(() -> mark));
    }
    if (latest.isPresent()) {
      return due(handled, latest.get(), firstIsDue ? Optional.of(first) : Optional.empty());
    }
    if (firstIsDue) {
      return start(first, 1, Optional.of(first), 0);
    }
    return retry(mark.isEmpty() && facts.hasRun(first) ? Optional.of(first) : mark);
  }

  private static Outcome passedOver(Optional<Instant> mark) {
    return new Outcome(List.of(), mark, 0, false, Optional.empty());
  }

  private Outcome due(Instant handled, Instant latest, Optional<Instant> first) {
    long earlier = unmet(handled, latest);
    if (facts.hasRun(latest)) {
      return new Outcome(List.of(), Optional.of(latest), earlier, false, Optional.empty());
    }
    Instant end = timing.start(latest).plus(timing.startingDeadline());
    if (now.isAfter(end)) {
      return first.isPresent()
          ? start(first.get(), 1, Optional.of(latest), earlier + 1)
          : new Outcome(List.of(), Optional.of(latest), earlier + 1, false, Optional.empty());
    }
    if (!rules.replaces() && !facts.active().isEmpty()) {
      Optional<Instant> before = timing.timetable().latest(latest.minusNanos(1));
      // Just after the deadline, so that it is over then.
      return new Outcome(
          List.of(),
          before.filter(time -> time.isAfter(handled)).or(() -> facts.progress().mark()),
          earlier,
          true,
          Optional.of(end.plusMillis(1)));
    }
    return start(latest, 1, Optional.of(latest), earlier);
  }

  private Outcome start(Instant scheduled, int attempt, Optional<Instant> mark, long missed) {
    List<Action> actions = new ArrayList<>();
    facts.active().forEach(backup -> actions.add(new Action.Cancel(backup.name())));
    actions.add(new Action.Start(scheduled, attempt));
    return new Outcome(actions, mark, missed, false, Optional.empty());
  }

  /** Scheduled times between two others, both excluded, for which there is no backup. */
  private long unmet(Instant after, Instant before) {
    long count = 0;
    Optional<Instant> time = timing.timetable().next(after);
    while (time.isPresent() && time.get().isBefore(before) && count < COUNT_MAX) {
      count += facts.hasRun(time.get()) ? 0 : 1;
      time = timing.timetable().next(time.get());
    }
    return count;
  }

  /**
   * Another attempt, if what ended last went wrong and nothing is under way. With jitter, that need
   * not be what was scheduled last.
   */
  private Outcome retry(Optional<Instant> mark) {
    Optional<BackupFacts> last = facts.lastEnded().filter(BackupFacts::isBad);
    boolean newest =
        last.isPresent()
            && facts.active().isEmpty()
            && (mark.isEmpty() || !last.get().scheduledAt().isBefore(mark.get()));
    if (!newest || rules.retryAfter().isEmpty()) {
      return new Outcome(List.of(), mark, 0, false, Optional.empty());
    }
    BackupFacts failed = last.get();
    Instant at = retryAt(failed, rules.retryAfter().get());
    return now.isBefore(at)
        ? new Outcome(List.of(), mark, 0, false, Optional.of(at))
        : start(at, failed.attempt() + 1, mark, 0);
  }

  /**
   * At a full minute, since names tell minutes apart; a later one than that of the failed, and none
   * that is scheduled: with jitter, the run of that time may be still to come.
   */
  private Instant retryAt(BackupFacts failed, Duration retryAfter) {
    Duration pause = retryAfter;
    for (int i = 1; i < failed.attempt() && pause.compareTo(RETRY_MAX) < 0; i++) {
      pause = pause.multipliedBy(2);
    }
    pause = pause.compareTo(RETRY_MAX) < 0 ? pause : RETRY_MAX;
    Instant at = failed.judgedAt().plus(pause).truncatedTo(ChronoUnit.MINUTES);
    Instant later = failed.scheduledAt().truncatedTo(ChronoUnit.MINUTES);
    at = (at.isAfter(later) ? at : later).plus(1, ChronoUnit.MINUTES);
    // Where every minute is scheduled, a run comes before any other attempt.
    for (int i = 0; i < RETRY_SHIFTS_MAX && isScheduled(at); i++) {
      at = at.plus(1, ChronoUnit.MINUTES);
    }
    return at;
  }

  private boolean isScheduled(Instant time) {
    return timing.timetable().latest(time).filter(time::equals).isPresent();
  }
}
