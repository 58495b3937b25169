package io.keelson.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * The planner drives a model of a cluster while the user changes his mind and things break: it
 * never takes a quorum away or starts a member on the wrong data, does one thing at a time, says
 * the same about the same facts, and gets there once nothing breaks any more. {@code -Dseeds=N} for
 * more, {@code -DfirstSeed=K}; about 340 observations a seed.
 */
final class PlannerModelTest {
  private static final int TROUBLED_PASSES = 300;
  private static final int CALM_PASSES_MAX = 1_500;

  @Test
  void reachesWhatIsAskedWithoutHarm() {
    long first = Long.getLong("firstSeed", 0);
    long seeds = Long.getLong("seeds", 3_500);
    long observations = 0;
    Map<String, Integer> ends = new TreeMap<>();
    for (long seed = first; seed < first + seeds; seed++) {
      observations += run(seed, ends);
    }
    assertThat(observations).isPositive();
    if (seeds >= 1_000) {
      assertThat(ends.keySet())
          .contains("IN_PLACE DONE", "IN_PLACE ROLLED_BACK", "SURVIVOR DONE", "SURVIVOR FAILED");
    }
    System.out.println(
        "planner: " + seeds + " seeds, " + observations + " observations, restores: " + ends);
  }

  private static long run(long seed, Map<String, Integer> ends) {
    RandomGenerator random = new SplittableRandom(seed);
    ClusterModel model = new ClusterModel(random, 1 + random.nextInt(5));
    Deque<String> trace = new ArrayDeque<>();
    long passes = 0;
    try {
      for (int i = 0; i < TROUBLED_PASSES; i++, passes++) {
        if (random.nextInt(15) == 0) {
          model.fault();
        }
        if (random.nextInt(40) == 0) {
          change(model, random);
        }
        if (random.nextInt(200) == 0) {
          model.restoreInPlace();
        } else if (random.nextInt(300) == 0) {
          model.catastrophe();
        }
        pass(model, random, trace);
      }
      model.goal = ending(model.goal, random);
      model.troubled = false;
      int calm = 0;
      for (int i = 0; calm < 5; i++, passes++) {
        if (i == CALM_PASSES_MAX) {
          throw new IllegalStateException("the goal is not reached");
        }
        pass(model, random, trace);
        calm = model.reached() ? calm + 1 : 0;
      }
    } catch (RuntimeException e) {
      StringBuilder text = new StringBuilder("seed " + seed + ": " + e + "\n");
      trace.forEach(line -> text.append(line).append('\n'));
      model.describe(text);
      fail(text.toString(), e);
    }
    model.restore.ends.forEach((end, times) -> ends.merge(end, times, Integer::sum));
    return passes;
  }

  private static void pass(ClusterModel model, RandomGenerator random, Deque<String> trace) {
    model.tick();
    Observation observation = model.observe();
    // Once in a while a secret cannot be used.
    boolean secrets = !model.troubled || random.nextInt(12) != 0;
    Plan plan =
        secrets ? Planner.plan(observation) : Planner.withoutCertificates(observation, "none");
    if (secrets) {
      assertThat(Planner.plan(observation)).isEqualTo(plan);
    }
    if (!plan.atRest() && !String.valueOf(trace.peekLast()).endsWith(" " + plan)) {
      trace.addLast(model.now.getEpochSecond() + " " + plan);
      if (trace.size() > Integer.getInteger("trace", 25)) {
        trace.removeFirst();
      }
    }
    List<Step> steps = new ArrayList<>(plan.preparations());
    plan.disruption().ifPresent(steps::add);
    // The operator may be killed after any of them.
    int end = random.nextInt(10) == 0 ? random.nextInt(steps.size() + 1) : steps.size();
    // As the executor: who had a failed step gets no further one, and then nobody is disrupted.
    Set<String> failed = new HashSet<>();
    boolean dies = end < steps.size();
    for (Step step : steps.subList(0, end)) {
      boolean skipped =
          failed.contains(step.member()) || (step instanceof Step.Disruption && !failed.isEmpty());
      if (!skipped && !model.execute(step)) {
        failed.add(step.member());
      }
    }
    // The status comes last; its writing may fail as well.
    if (!dies && random.nextInt(20) != 0) {
      model.restore.write(observation, model);
    }
  }

  private static void change(ClusterModel model, RandomGenerator random) {
    Goal goal = model.goal;
    model.goal =
        switch (random.nextInt(4)) {
          case 0 -> with(goal, 1 + random.nextInt(5), goal.specHash(), goal.mode());
          case 1 -> with(goal, goal.replicas(), "h" + random.nextInt(1_000), goal.mode());
          case 2 -> with(goal, goal.replicas(), goal.specHash(), Goal.Mode.PAUSED);
          default -> with(goal, goal.replicas(), goal.specHash(), Goal.Mode.RUN);
        };
  }

  private static Goal ending(Goal goal, RandomGenerator random) {
    Goal.Mode mode =
        switch (random.nextInt(8)) {
          case 0 -> Goal.Mode.HIBERNATED;
          case 1 -> Goal.Mode.ENDING_KEEP_VOLUMES;
          case 2 -> Goal.Mode.ENDING_DELETE_VOLUMES;
          default -> Goal.Mode.RUN;
        };
    return with(goal, goal.replicas(), goal.specHash(), mode);
  }

  private static Goal with(Goal goal, int replicas, String specHash, Goal.Mode mode) {
    return new Goal(
        replicas,
        specHash,
        goal.version(),
        goal.claimBytes(),
        mode,
        goal.repair(),
        goal.canarySoak(),
        goal.allowDowntime());
  }
}
