package io.keelson.operator.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides what happens to a cluster next.
 *
 * <p>Preparations, which cannot hurt anybody, are all taken together. Of the rules that may touch a
 * running member or the membership, the first one in {@link #RULES} that has something to say
 * decides, and it says at most one thing: later rules work on what the earlier ones leave in order.
 * Without a known roll nothing is disrupted, except that a server which does not answer may be
 * started anew.
 */
public final class Planner {
  private static final List<Rule> RULES =
      List.of(
          Holds::clusterIdMismatch,
          Founding::wait,
          Strangers::leftovers,
          Departures::plan,
          Repairs::replace,
          Updates::brokenFirst,
          Repairs::recreate,
          Holds::quorumLost,
          Repairs::wait,
          Joins::learners,
          Scaling::in,
          Scaling::out,
          Joins::add,
          Strangers::foreign,
          Updates::rolling);

  private Planner() {}

  /** The next steps. The same observation gives the same plan. */
  public static Plan plan(Observation observation) {
    Situation situation = new Situation(observation);
    Goal.Mode mode = observation.goal().mode();
    if (mode == Goal.Mode.ENDING_WITH_BACKUP) {
      return OwnBackups.last(situation);
    }
    if (mode.ending()) {
      return Ending.plan(situation);
    }
    if (mode == Goal.Mode.PAUSED) {
      return Holds.paused();
    }
    Optional<RestoreFacts> restore = observation.restore();
    Optional<Plan> restoring = restore.flatMap(r -> Restores.plan(situation, r));
    if (restoring.isPresent()) {
      return restoring.get();
    }
    // A restore that has begun is brought to its end first.
    boolean active = restore.filter(r -> r.stage().active()).isPresent();
    return mode == Goal.Mode.HIBERNATED && !active ? Hibernation.plan(situation) : run(situation);
  }

  /**
   * The next steps while certificates are missing, which no member can be started without.
   *
   * @param message what is missing
   */
  public static Plan withoutCertificates(Observation observation, String message) {
    if (observation.goal().mode() != Goal.Mode.RUN) {
      return plan(observation); // starts nobody
    }
    return new Plan(
        List.of(),
        Optional.empty(),
        List.of(new Plan.Work(Plan.Type.START, "", "members need certificates", message)),
        false);
  }

  private static Plan run(Situation situation) {
    Decision decision = new Decision();
    Restores.note(situation, decision);
    Founding.records(situation, decision);
    Starts.collect(situation, decision);
    Volumes.collect(situation, decision);
    for (Rule rule : RULES) {
      if (rule.decide(situation, decision)) {
        break;
      }
    }
    return decision.plan();
  }

  /** One rule. */
  interface Rule {
    /**
     * Looks whether there is something to do or to wait for.
     *
     * @return true: this is what matters now, no later rule is asked
     */
    boolean decide(Situation situation, Decision decision);
  }

  /** What the rules have decided so far. */
  static final class Decision {
    private final List<Step.Preparation> preparations = new ArrayList<>();
    private final List<Plan.Work> work = new ArrayList<>();
    private Optional<Step.Disruption> disruption = Optional.empty();

    void prepare(Step.Preparation step) {
      preparations.add(step);
    }

    /** Work that goes on by itself or waits. */
    void note(Plan.Type type, String member, String why, String blockedBy) {
      work.add(new Plan.Work(type, member, why, blockedBy));
    }

    /** The one disruption of this plan. */
    void disrupt(Step.Disruption step, Plan.Type type, String why) {
      if (disruption.isPresent()) {
        throw new IllegalStateException("two disruptions: " + disruption.get() + ", " + step);
      }
      disruption = Optional.of(step);
      note(type, step.member(), why, "");
    }

    Plan plan() {
      return new Plan(preparations, disruption, work, false);
    }
  }
}
