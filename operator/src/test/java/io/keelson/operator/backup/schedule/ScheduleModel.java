package io.keelson.operator.backup.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A schedule that is followed for a year: backups take long or fail, the controller is away for
 * spans or dies between two actions, the clock jumps, verifications find damage or never answer.
 * What is decided is compared with what a list of all due moments says; a difference is an
 * exception.
 */
final class ScheduleModel {
  private static final List<String> ZONES =
      List.of(
          "UTC",
          "Europe/Berlin",
          "America/New_York",
          "America/Havana",
          "America/Sao_Paulo",
          "Australia/Lord_Howe",
          "Africa/Casablanca",
          "Asia/Kathmandu",
          "Pacific/Apia",
          "Pacific/Chatham",
          "America/St_Johns");
  private static final List<Integer> YEARS = List.of(2011, 2017, 2024, 2026);
  private static final int RUNS_MAX = 700;
  private static final Duration DEADLINE_UNIT = Duration.ofMinutes(5);

  final StringBuilder about = new StringBuilder();
  private final RandomGenerator random;
  private final List<Instant> due;
  private final List<Instant> starts = new ArrayList<>();
  private final Timing timing;
  private final Rules rules;
  private final Instant since;
  private final Instant end;
  private final boolean calm;

  /** How fast things go, in minutes. */
  private final int backupMinutes;

  private final int failPercent;
  private Instant now;
  private Progress progress = Progress.none();
  private boolean suspended;
  private final Map<Instant, Backup> backups = new TreeMap<>();

  /** Everything that was ever begun. */
  private final Set<Instant> begun = new HashSet<>();

  /** What the list of due moments says: the last one dealt with, and what became of all. */
  private int handled = -1;

  private boolean firstDone;
  private long missed;
  private long noted;
  private long passedOver;
  long passes;
  long begins;
  long catchUps;
  long removals;

  /** One backup; what is in the future is drawn at its beginning. */
  private static final class Backup {
    final Instant scheduledAt;
    final int attempt;
    final Instant takenAt;
    final Instant endsAt;
    final boolean fails;
    final long bytes;
    Optional<BackupFacts.Check> check = Optional.empty();
    @Nullable Instant requestedAt;
    boolean restores;
    @Nullable Instant answerAt;

    Backup(
        Instant scheduledAt,
        int attempt,
        Instant takenAt,
        Instant endsAt,
        boolean fails,
        long bytes) {
      this.scheduledAt = scheduledAt;
      this.attempt = attempt;
      this.takenAt = takenAt;
      this.endsAt = endsAt;
      this.fails = fails;
      this.bytes = bytes;
    }
  }

  ScheduleModel(RandomGenerator random) throws BadScheduleException {
    this.random = random;
    String zone = ZONES.get(random.nextInt(ZONES.size()));
    WallClock wall = WallClock.of(zone, YEARS.get(random.nextInt(YEARS.size())));
    WantedTimes wanted = WantedTimes.draw(random);
    int from = beginning(wall);
    this.due = wall.due(wanted, from, RUNS_MAX);
    this.timing =
        new Timing(
            Timetable.parse(wanted.text(), zone),
            "uid" + random.nextInt(),
            random.nextBoolean() ? Duration.ZERO : Duration.ofSeconds(random.nextInt(7_200)),
            DEADLINE_UNIT.multipliedBy(1 + random.nextInt(12)));
    this.since = wall.first().plusSeconds(from * 60L);
    this.end = wall.first().plusSeconds((WallClock.MINUTES - 1) * 60L);
    this.calm = random.nextInt(4) == 0;
    this.backupMinutes = calm ? 1 : 1 + random.nextInt(60);
    this.failPercent = calm || random.nextBoolean() ? 0 : random.nextInt(80);
    this.rules = rules();
    this.now = since;
    due.forEach(time -> starts.add(timing.start(time)));
    about.append(wanted.text()).append(' ').append(zone).append(' ').append(since).append('\n');
    about.append(timing).append('\n').append(rules).append('\n');
  }

  /** At the beginning of the year, or just before clocks are changed. */
  private int beginning(WallClock wall) {
    List<Integer> changes = wall.changes();
    if (changes.isEmpty() || random.nextBoolean()) {
      return random.nextInt(14 * 24 * 60);
    }
    int change = changes.get(random.nextInt(changes.size()));
    return Math.max(0, change - 1 - random.nextInt(3 * 24 * 60));
  }

  private Rules rules() {
    boolean counted = random.nextInt(3) > 0;
    Retention retention =
        new Retention(
            counted ? random.nextInt(8) : 0,
            counted ? random.nextInt(5) : 0,
            counted ? random.nextInt(5) : 0,
            counted ? random.nextInt(4) : 0,
            counted ? random.nextInt(4) : 0,
            random.nextInt(3) == 0
                ? Optional.of(Duration.ofHours(1 + random.nextInt(48)))
                : Optional.empty(),
            !counted || random.nextInt(3) == 0
                ? Optional.of(10L + random.nextInt(150))
                : Optional.empty());
    boolean byCount = random.nextInt(4) == 0;
    return new Rules(
        false,
        random.nextInt(3) == 0,
        random.nextInt(3) == 0,
        random.nextBoolean()
            ? Optional.of(Duration.ofMinutes(1 + random.nextInt(120)))
            : Optional.empty(),
        retention,
        random.nextInt(4),
        new Rehearsal(
            byCount ? 1 + random.nextInt(6) : 0,
            byCount ? Optional.empty() : Optional.of(Duration.ofHours(6 + random.nextInt(60))),
            random.nextInt(4) > 0,
            Duration.ofHours(2)));
  }

  private Rules current() {
    return new Rules(
        suspended,
        rules.immediate(),
        rules.replaces(),
        rules.retryAfter(),
        rules.retention(),
        rules.failedKept(),
        rules.rehearsal());
  }

  void run() {
    checkStarts();
    Instant stop = due.size() == RUNS_MAX ? starts.getLast() : end.minus(Duration.ofDays(3));
    while (now.isBefore(stop)) {
      Decision decision = pass();
      now = nextMoment(decision);
      if (!calm && random.nextInt(50) == 0) {
        disturb();
      }
    }
    require(
        noted + missed + passedOver == handled + 1,
        "every due moment was run, missed or passed over: %d %d %d of %d"
            .formatted(noted, missed, passedOver, handled + 1));
    require(!calm || missed == 0, "nothing is missed when nothing goes wrong");
  }

  private void checkStarts() {
    for (int i = 0; i < starts.size(); i++) {
      Duration late = Duration.between(due.get(i), starts.get(i));
      require(!late.isNegative() && late.compareTo(timing.jitter()) <= 0, "jitter is bounded");
      require(
          i + 1 == due.size() || starts.get(i).isBefore(due.get(i + 1)), "runs keep their order");
    }
  }

  /** The controller is away, the clock jumps (which is the same), or the user changes his mind. */
  private void disturb() {
    switch (random.nextInt(4)) {
      case 0 -> now = now.plus(Duration.ofMinutes(random.nextInt(60)));
      case 1 -> now = now.plus(Duration.ofHours(random.nextInt(24 * 14)));
      case 2 -> suspended = !suspended;
      default -> now = now.plusSeconds(random.nextInt(30));
    }
  }

  private Instant nextMoment(Decision decision) {
    Instant next = now.plus(Duration.ofHours(20));
    if (decision.wakeAt().isPresent() && decision.wakeAt().get().isBefore(next)) {
      next = decision.wakeAt().get();
    }
    for (Backup backup : backups.values()) {
      if (backup.endsAt.isAfter(now) && backup.endsAt.isBefore(next)) {
        next = backup.endsAt;
      }
      if (backup.answerAt != null && backup.answerAt.isBefore(next)) {
        next = backup.answerAt;
      }
    }
    return next.isAfter(now) ? next : now.plusSeconds(1);
  }

  private Decision pass() {
    passes++;
    answer();
    ClusterFacts facts =
        new ClusterFacts(
            "c",
            ClusterFacts.Readiness.READY,
            since,
            false,
            progress,
            backups.values().stream().map(this::facts).toList());
    Decision decision = SchedulePlanner.decide(timing, current(), facts, now);
    require(
        passes % 16 > 0 || SchedulePlanner.decide(timing, current(), facts, now).equals(decision),
        "the same facts give the same decision");
    Set<String> go = checkRetention(facts, decision);
    Expected expected = expected();
    List<Action.Start> begun =
        decision.actions().stream()
            .filter(Action.Start.class::isInstance)
            .map(Action.Start.class::cast)
            .toList();
    require(begun.size() <= 1, "one run at a time");
    List<Instant> due =
        begun.stream().filter(s -> s.attempt() == 1).map(s -> s.scheduledAt()).toList();
    require(
        due.equals(expected.start.stream().toList()), "begun " + due + " not " + expected.start);
    require(decision.waiting() == expected.waiting, "waits");
    require(
        decision.progress().missed() == missed + expected.newlyMissed,
        "missed " + decision.progress().missed() + " not " + (missed + expected.newlyMissed));
    begun.stream().filter(s -> s.attempt() > 1).forEach(this::checkRetry);
    checkNext(decision);
    boolean whole = carryOut(decision);
    removals += go.size();
    if (whole) {
      progress = decision.progress();
      noted += expected.handled - handled - expected.newlyMissed - expected.passedOver;
      handled = expected.handled;
      missed += expected.newlyMissed;
      passedOver += expected.passedOver;
      firstDone |= expected.firstDone;
    }
    return decision;
  }

  /** What the list of due moments says of this moment. */
  private record Expected(
      Optional<Instant> start,
      int handled,
      long newlyMissed,
      long passedOver,
      boolean waiting,
      boolean firstDone) {}

  private Expected expected() {
    int latest = handled;
    while (latest + 1 < due.size() && !starts.get(latest + 1).isAfter(now)) {
      latest++;
    }
    boolean first = rules.immediate() && !firstDone && handled < 0 && !begun.contains(since);
    if (suspended) {
      return first
          ? new Expected(Optional.empty(), handled, 0, 0, false, false)
          : new Expected(
              Optional.empty(), latest, 0, unbegun(handled + 1, latest + 1), false, false);
    }
    if (latest == handled) {
      return new Expected(
          first ? Optional.of(since) : Optional.empty(), handled, 0, 0, false, first);
    }
    long earlier = unbegun(handled + 1, latest);
    if (backups.containsKey(due.get(latest))) {
      return new Expected(Optional.empty(), latest, earlier, 0, false, false);
    }
    if (now.isAfter(starts.get(latest).plus(timing.startingDeadline()))) {
      return new Expected(
          first ? Optional.of(since) : Optional.empty(), latest, earlier + 1, 0, false, first);
    }
    boolean busy = backups.values().stream().anyMatch(b -> b.endsAt.isAfter(now));
    if (busy && !rules.replaces()) {
      return new Expected(Optional.empty(), latest - 1, earlier, 0, true, false);
    }
    return new Expected(Optional.of(due.get(latest)), latest, earlier, 0, false, first);
  }

  private long unbegun(int from, int to) {
    return due.subList(from, to).stream().filter(time -> !backups.containsKey(time)).count();
  }

  private Optional<Backup> lastEnded() {
    return backups.values().stream()
        .filter(backup -> !backup.endsAt.isAfter(now))
        .max(Comparator.comparing(backup -> backup.endsAt));
  }

  private void checkRetry(Action.Start retry) {
    Backup last = lastEnded().get();
    require(facts(last).isBad(), "another attempt follows a failure");
    require(retry.attempt() == last.attempt + 1, "attempts are counted");
    Duration pause = rules.retryAfter().get();
    require(
        !retry.scheduledAt().isBefore(facts(last).judgedAt().plus(pause))
            && !retry.scheduledAt().isAfter(now),
        "another attempt waits");
    require(!suspended, "nothing is begun while suspended");
  }

  private void checkNext(Decision decision) {
    if (suspended) {
      require(decision.nextStart().isEmpty(), "nothing is begun while suspended");
      return;
    }
    Optional<Instant> next = starts.stream().filter(start -> start.isAfter(now)).findFirst();
    require(next.isEmpty() || next.equals(decision.nextStart()), "next " + next);
  }

  private Set<String> checkRetention(ClusterFacts facts, Decision decision) {
    Set<String> go = new TreeSet<>();
    for (Action action : decision.actions()) {
      if (action instanceof Action.Remove remove) {
        go.add(remove.backup());
      }
    }
    if (facts.backups().size() > 40 && random.nextInt(10) > 0) {
      return go; // the naive way takes long, and little has changed
    }
    Set<String> expected = new TreeSet<>();
    if (!suspended) {
      ZoneId zone = timing.timetable().zone();
      expected.addAll(new NaiveRetention(rules.retention(), zone, now, facts.good()).goes());
      List<BackupFacts> bad = facts.bad();
      for (int i = 0; i < bad.size() - rules.failedKept(); i++) {
        if (!bad.get(i).name().equals(lastEnded().map(ScheduleModel::name).get())) {
          expected.add(bad.get(i).name());
        }
      }
    }
    require(go.equals(expected), "removes " + go + " not " + expected);
    return go;
  }

  /** Does what was decided, unless the controller dies on the way. */
  private boolean carryOut(Decision decision) {
    List<Action> actions = decision.actions();
    int until =
        calm || random.nextInt(12) > 0 ? actions.size() + 1 : random.nextInt(actions.size() + 1);
    for (int i = 0; i < Math.min(until, actions.size()); i++) {
      switch (actions.get(i)) {
        case Action.Start start -> begin(start);
        case Action.Cancel cancel -> {
          require(rules.replaces(), "only a schedule that replaces cancels");
          backups.values().removeIf(b -> name(b).equals(cancel.backup()));
        }
        case Action.Remove remove ->
            backups.values().removeIf(b -> name(b).equals(remove.backup()));
        case Action.Verify verify -> ask(verify);
      }
    }
    return until > actions.size();
  }

  private void begin(Action.Start start) {
    require(backups.values().stream().noneMatch(b -> b.endsAt.isAfter(now)), "one at a time");
    // The name of another attempt may be that of a scheduled run: they are the same then.
    require(begun.add(start.scheduledAt()), "nothing is begun twice");
    begins++;
    if (now.isAfter(timing.start(start.scheduledAt()))) {
      catchUps++;
    }
    boolean fails = random.nextInt(100) < failPercent;
    int seconds = calm ? 20 : 10 + random.nextInt(backupMinutes * 60);
    Backup backup =
        new Backup(
            start.scheduledAt(),
            start.attempt(),
            now.plusSeconds(2),
            now.plusSeconds(seconds),
            fails,
            1 + random.nextInt(10));
    if (random.nextBoolean()) {
      backup.check =
          Optional.of(
              new BackupFacts.Check(backup.endsAt, random.nextBoolean(), true, Optional.of(1.5)));
    }
    backups.put(start.scheduledAt(), backup);
  }

  private void ask(Action.Verify verify) {
    for (Backup backup : backups.values()) {
      Instant asked = backup.requestedAt;
      boolean open = asked != null && backup.answerAt != null;
      require(
          asked == null || !open || !now.isBefore(asked.plus(rules.rehearsal().patience())),
          "one verification at a time");
    }
    Backup target =
        backups.values().stream().filter(b -> name(b).equals(verify.backup())).findFirst().get();
    require(facts(target).isGood(), "what is damaged is known");
    boolean newest =
        backups.values().stream()
            .filter(b -> facts(b).isGood())
            .allMatch(b -> !b.takenAt.isAfter(target.takenAt));
    require(newest || !verify.restores(), "only the newest is rehearsed");
    target.requestedAt = now;
    target.restores = verify.restores();
    target.answerAt = now.plusSeconds(calm ? 30 : 30 + random.nextInt(3_000));
  }

  /** Verifications that are over by now; few find damage, some never answer. */
  private void answer() {
    for (Backup backup : backups.values()) {
      if (backup.answerAt != null && !backup.answerAt.isAfter(now)) {
        if (calm || random.nextInt(10) > 0) {
          boolean passed = calm || random.nextInt(30) > 0;
          backup.check =
              Optional.of(
                  new BackupFacts.Check(
                      backup.answerAt, backup.restores, passed, Optional.of(2.0)));
        }
        backup.answerAt = null;
      }
    }
  }

  /** When everything goes well, nothing waits longer for its verification than a period. */
  void checkVerified() {
    Optional<Duration> period = rules.rehearsal().period();
    if (!calm || period.isEmpty()) {
      return;
    }
    Duration slack = Duration.ofHours(1).plusMinutes(backups.size());
    for (Backup backup : backups.values()) {
      if (facts(backup).isGood()) {
        Instant last = facts(backup).judgedAt();
        require(
            last.plus(period.get()).plus(slack).isAfter(now),
            name(backup) + " was last verified " + last);
      }
    }
  }

  private BackupFacts facts(Backup backup) {
    boolean ended = !backup.endsAt.isAfter(now);
    BackupFacts.State state =
        !ended
            ? BackupFacts.State.ACTIVE
            : backup.fails ? BackupFacts.State.FAILED : BackupFacts.State.COMPLETE;
    boolean complete = state == BackupFacts.State.COMPLETE;
    return new BackupFacts(
        name(backup),
        backup.scheduledAt,
        backup.attempt,
        state,
        complete ? backup.takenAt : backup.scheduledAt,
        ended ? Optional.of(backup.endsAt) : Optional.empty(),
        backup.bytes,
        complete ? backup.check : Optional.empty(),
        Optional.ofNullable(backup.requestedAt),
        "");
  }

  private static String name(Backup backup) {
    return "b-" + backup.scheduledAt;
  }

  private void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException(now + ": " + what);
    }
  }
}
