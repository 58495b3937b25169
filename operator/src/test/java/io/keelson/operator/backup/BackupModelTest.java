package io.keelson.operator.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.keelson.operator.api.BackupPhase;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * The planner drives a backup while operator, pods and store die at random: it always ends
 * Completed or Failed, after a bounded number of attempts, with never two jobs at once, never
 * complete without a manifest, and with nothing left behind. {@code -Dseeds=N}, {@code
 * -DfirstSeed=K}.
 */
final class BackupModelTest {
  private static final int PASSES_MAX = 2_000;

  @Test
  void alwaysEndsAndLeavesNothing() {
    long first = Long.getLong("firstSeed", 0);
    long seeds = Long.getLong("seeds", 4_000);
    long completed = 0;
    long passes = 0;
    for (long seed = first; seed < first + seeds; seed++) {
      RandomGenerator random = new SplittableRandom(seed);
      BackupModel model = new BackupModel(random);
      Deque<String> trace = new ArrayDeque<>();
      try {
        passes += run(model, random, trace);
        completed += model.phase() == BackupPhase.COMPLETED ? 1 : 0;
        passes += end(model, random, trace);
      } catch (RuntimeException e) {
        StringBuilder text = new StringBuilder("seed " + seed + ": " + e + "\n");
        trace.forEach(line -> text.append(line).append('\n'));
        model.describe(text);
        fail(text.toString(), e);
      }
    }
    System.out.println(
        "backups: %d seeds, %d completed, %d passes".formatted(seeds, completed, passes));
    if (seeds >= 1_000) {
      assertThat(completed).isBetween(seeds / 10, seeds * 9 / 10); // both ends are tried
    }
  }

  private static long run(BackupModel model, RandomGenerator random, Deque<String> trace) {
    long passes = 0;
    int troubled = random.nextInt(400);
    while (!model.isSettled() || !model.isClean()) {
      if (passes == troubled) {
        model.heal();
      }
      if (passes++ == PASSES_MAX) {
        throw new IllegalStateException("it does not end");
      }
      pass(model, random, trace);
    }
    model.heal();
    return passes;
  }

  /** The EtcdBackup is deleted, and so is what it stored if that was asked. */
  private static long end(BackupModel model, RandomGenerator random, Deque<String> trace) {
    boolean holds = random.nextBoolean();
    model.delete();
    boolean atOnce = model.isGone();
    if (holds) {
      model.troubled = true;
    }
    long passes = 0;
    while (!model.isGone()) {
      if (passes++ == PASSES_MAX) {
        throw new IllegalStateException("it is never gone");
      }
      pass(model, random, trace);
    }
    if (!atOnce && !holds && !model.deletedAll()) {
      throw new IllegalStateException("stored objects are left");
    }
    return passes;
  }

  private static void pass(BackupModel model, RandomGenerator random, Deque<String> trace) {
    model.tick();
    BackupFacts facts = model.observe();
    BackupPlan plan = BackupPlanner.plan(facts);
    if (!BackupPlanner.plan(facts).equals(plan)) {
      throw new IllegalStateException("the same facts give two plans");
    }
    trace.addLast(model.now + " " + plan.steps() + " " + plan.status().phase());
    if (trace.size() > 30) {
      trace.removeFirst();
    }
    boolean dies = model.troubled && random.nextInt(12) == 0;
    for (BackupPlan.Step step : plan.steps()) {
      if (dies && random.nextBoolean()) {
        return;
      }
      if (!model.execute(step)) {
        // As the loop: what was refused is told, and nothing else is noted.
        model.write(BackupPlanner.refused(facts, "Forbidden", "refused"));
        return;
      }
      if (model.isGone()) {
        return;
      }
    }
    if (!dies) {
      model.write(plan.status());
    }
  }
}
