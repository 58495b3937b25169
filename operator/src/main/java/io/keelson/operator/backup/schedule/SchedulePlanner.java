package io.keelson.operator.backup.schedule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Decides what is done for one cluster of a schedule. The same facts give the same decision. */
public final class SchedulePlanner {
  private SchedulePlanner() {}

  /** Decides for a moment; times of the facts that are later than it are those of other clocks. */
  public static Decision decide(Timing timing, Rules rules, ClusterFacts facts, Instant now) {
    Runs.Outcome runs = Runs.of(timing, rules, facts, now);
    List<Action> actions = new ArrayList<>(runs.actions());
    Retention.Kept kept = rules.retention().apply(facts.good(), timing.timetable().zone(), now);
    boolean frozen = Runs.isFrozen(rules, facts);
    if (frozen) {
      kept = everything(facts.good());
    }
    actions.addAll(kept.go());
    if (!frozen) {
      actions.addAll(failedOnes(rules, facts));
    }
    Progress proven = facts.progress().withProof(Proofs.proof(rules.rehearsal(), facts));
    Proofs.Next next = Proofs.next(rules.rehearsal(), proven, kept.stay().reversed(), now);
    next.action().ifPresent(actions::add);
    Instant handled = runs.mark().orElse(facts.since());
    Optional<Instant> nextStart = frozen ? Optional.empty() : timing.nextStart(handled, now);
    return new Decision(
        actions,
        proven
            .withRuns(runs.mark(), facts.progress().missed() + runs.missed())
            .withPending(next.pending()),
        nextStart,
        Stream.of(nextStart, runs.wakeAt(), next.wakeAt())
            .flatMap(Optional::stream)
            .min(Instant::compareTo),
        runs.waiting(),
        runs.missed(),
        kept,
        rules.rehearsal());
  }

  private static Retention.Kept everything(List<BackupFacts> good) {
    return new Retention.Kept(
        good.reversed(), List.of(), good.stream().mapToLong(BackupFacts::bytes).sum(), false);
  }

  /**
   * Failed ones that are not of the newest few; never the last one to end, since another attempt
   * depends on it.
   */
  private static List<Action> failedOnes(Rules rules, ClusterFacts facts) {
    List<BackupFacts> bad = facts.bad().reversed();
    String last = facts.lastEnded().map(BackupFacts::name).orElse("");
    return bad.stream()
        .skip(rules.failedKept())
        .filter(backup -> !backup.name().equals(last))
        .<Action>map(
            backup ->
                new Action.Remove(
                    backup.name(), "it failed, and spec.history.failed newer ones too"))
        .toList()
        .reversed();
  }
}
