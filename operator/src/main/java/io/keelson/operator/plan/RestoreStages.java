package io.keelson.operator.plan;

import io.keelson.operator.plan.RestoreFacts.Kind;
import io.keelson.operator.plan.RestoreFacts.Stage;
import io.keelson.operator.plan.Situation.Member;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * When a restore goes on to its next stage. That is written down before anything is done for it, so
 * an operator that dies goes on where the other stopped.
 */
public final class RestoreStages {
  private RestoreStages() {}

  /**
   * What is to be written down.
   *
   * @param stage the next stage
   * @param survivor the member that is chosen, empty: none
   * @param reason one word
   * @param message why, and with a failure what to do
   */
  public record Next(Stage stage, String survivor, String reason, String message) {}

  /** The stage that follows from what is seen; empty while the present one lasts. */
  public static Optional<Next> next(Observation observation) {
    return observation.restore().isEmpty() || observation.goal().mode() == Goal.Mode.PAUSED
        ? Optional.empty()
        : next(new Situation(observation), observation.restore().get());
  }

  static Optional<Next> next(Situation situation, RestoreFacts restore) {
    Goal.Mode mode = situation.goal.mode();
    if (mode != Goal.Mode.RUN && mode != Goal.Mode.HIBERNATED) {
      return Optional.empty();
    }
    return switch (restore.stage()) {
      case ORDERED -> ordered(situation, restore);
      case FENCING -> fencing(situation, restore);
      case SEEDING -> seeding(situation, restore);
      case GROWING -> growing(situation, restore);
      case ROLLING_BACK -> rollingBack(situation, restore);
      case AWAITED, DONE, ROLLED_BACK, FAILED, REFUSED -> Optional.empty();
    };
  }

  /** What a restore that is ordered waits for; empty when it begins, or has begun. */
  public static String waitsFor(Observation observation) {
    if (observation.restore().isEmpty()
        || observation.restore().get().stage() != Stage.ORDERED
        || next(observation).isPresent()) {
      return "";
    }
    return switch (observation.goal().mode()) {
      case PAUSED -> "spec.paused of the cluster to be false";
      case HIBERNATED -> "spec.hibernate of the cluster to be false";
      default ->
          observation.restore().get().kind() == Kind.SURVIVOR
              ? "all members that have their volumes to answer, so that it is known whose log"
                  + " reaches furthest; or name one in source.survivingMember.member"
              : "all members to have told who they are";
    };
  }

  private static Optional<Next> to(Stage stage, RestoreFacts restore, String why, String message) {
    return Optional.of(new Next(stage, restore.survivor(), why, message));
  }

  private static Optional<Next> ordered(Situation situation, RestoreFacts restore) {
    if (situation.goal.mode() != Goal.Mode.RUN) {
      return Optional.empty();
    }
    return switch (restore.kind()) {
      case NEW ->
          to(Stage.SEEDING, restore, "Seeding", "the first member gets the data of the backup");
      case IN_PLACE ->
          anonymous(situation)
              ? Optional.empty()
              : to(
                  Stage.FENCING,
                  restore,
                  "Fencing",
                  "members stop and their volumes are put aside");
      case SURVIVOR -> Survivors.choose(situation, restore);
    };
  }

  /**
   * Somebody is in the cluster whose record does not say as whom. It is about to; what is put aside
   * without an identity could not be brought back. When the list of members cannot be read, whose
   * server runs is taken for one: repair brings the list back, or the restore's deadline comes.
   */
  private static boolean anonymous(Situation situation) {
    return situation.members.stream()
        .filter(member -> member.facts().memberId() == 0)
        .anyMatch(
            member -> member.entry().isPresent() || (!situation.roll.known() && runs(member)));
  }

  private static boolean runs(Member member) {
    return member.facts().pod().filter(pod -> pod.state() == PodFacts.State.RUNNING).isPresent();
  }

  private static Optional<Next> fencing(Situation situation, RestoreFacts restore) {
    if (restore.kind() == Kind.SURVIVOR) {
      Optional<Member> survivor = Survivors.survivor(situation, restore);
      if (survivor.filter(member -> !member.facts().volumeLost()).isEmpty()) {
        return to(
            Stage.FAILED,
            restore,
            "SurvivorLost",
            "the volume of %s is gone as well: restore a backup with an EtcdRestore of mode InPlace"
                .formatted(restore.survivor()));
      }
    }
    boolean old = situation.members.stream().anyMatch(member -> restore.isOld(member.facts()));
    return old || restore.strayPods() > 0
        ? Optional.empty()
        : to(
            Stage.SEEDING, restore, "Seeding", "nobody of before is left; the first member starts");
  }

  private static Optional<Next> seeding(Situation situation, RestoreFacts restore) {
    if (situation.facts.clusterId() != 0) {
      return to(Stage.GROWING, restore, "Growing", "the first member serves; others join it");
    }
    if (situation.roll.known() && !ofBefore(situation, restore)) {
      return Optional.empty(); // its identity is being written down
    }
    Optional<Member> seed = seed(situation, restore);
    if (restore.kind() == Kind.SURVIVOR && seed.isEmpty()) {
      return to(
          Stage.FAILED,
          restore,
          "SurvivorLost",
          "the record of %s is gone: restore a backup with an EtcdRestore of mode InPlace"
              .formatted(restore.survivor()));
    }
    Optional<SeedWork> work =
        seed.flatMap(member -> member.facts().pod()).flatMap(PodFacts::seeding);
    if (work.filter(SeedWork::givenUp).isPresent()) {
      return giveUp(situation, restore, "RestoreFailed", work.get().message());
    }
    if (seed.filter(member -> member.facts().volumeLost()).isPresent()) {
      return giveUp(situation, restore, "VolumeLost", "the volume of the first member is gone");
    }
    return late(situation, restore)
        ? giveUp(
            situation,
            restore,
            "DeadlineExceeded",
            "the first member did not serve within %d s%s"
                .formatted(restore.deadline().toSeconds(), trouble(seed)))
        : Optional.empty();
  }

  /** Somebody of before answers; who that is has nothing to do with the restore. */
  private static boolean ofBefore(Situation situation, RestoreFacts restore) {
    return situation.members.stream()
        .flatMap(member -> member.facts().poll().stream())
        .anyMatch(poll -> poll.clusterId() == restore.formerClusterId());
  }

  private static String trouble(Optional<Member> seed) {
    String known = seed.map(Starts::trouble).orElse("");
    return known.isEmpty() ? "" : ": " + known;
  }

  static Optional<Member> seed(Situation situation, RestoreFacts restore) {
    return situation.members.stream()
        .filter(member -> !restore.isOld(member.facts()) && member.facts().seed())
        .findFirst();
  }

  private static Optional<Next> growing(Situation situation, RestoreFacts restore) {
    Quorum quorum = situation.quorum;
    boolean stands = situation.roll.known() && quorum.stands();
    if (stands && quorum.healthy() == quorum.voters()) {
      boolean whole = quorum.voters() == situation.goal.replicas();
      if (whole || situation.passed(Optional.of(restore.since()), restore.growDeadline())) {
        return to(
            Stage.DONE,
            restore,
            "Restored",
            "%d of %d voters serve".formatted(quorum.voters(), situation.goal.replicas()));
      }
    }
    return !stands && late(situation, restore)
        ? giveUp(
            situation,
            restore,
            "QuorumLost",
            "the restored members have lost their quorum before clients were let in")
        : Optional.empty();
  }

  private static boolean late(Situation situation, RestoreFacts restore) {
    return situation.passed(Optional.of(restore.since()), restore.deadline());
  }

  /** Back to what was there before, if it still is. */
  private static Optional<Next> giveUp(
      Situation situation, RestoreFacts restore, String reason, String why) {
    boolean undo =
        restore.kind() == Kind.IN_PLACE
            && situation.facts.claims().stream().anyMatch(claim -> comesBack(claim, restore));
    return undo
        ? to(Stage.ROLLING_BACK, restore, reason, why)
        : to(Stage.FAILED, restore, reason, why + remedy(restore));
  }

  private static String remedy(RestoreFacts restore) {
    return switch (restore.kind()) {
      case NEW -> "; delete this cluster and make one from another backup";
      case IN_PLACE -> "; nothing can be brought back: restore another backup";
      case SURVIVOR ->
          "; the data of before is kept in the volume of %s: restore a backup with mode InPlace"
              .formatted(restore.survivor());
    };
  }

  /** A volume that the restore put aside and that a member can go on with. */
  static boolean comesBack(ClaimFacts claim, RestoreFacts restore) {
    return !claim.foreign()
        && !claim.lost()
        && !claim.terminating()
        && claim
            .quarantine()
            .filter(kept -> kept.restore().equals(restore.uid()) && kept.memberId() != 0)
            .isPresent();
  }

  private static Optional<Next> rollingBack(Situation situation, RestoreFacts restore) {
    boolean present = situation.members.stream().anyMatch(member -> !restore.isOld(member.facts()));
    boolean kept = situation.facts.claims().stream().anyMatch(c -> comesBack(c, restore));
    return present || kept || restore.strayPods() > 0
        ? Optional.empty()
        : to(
            Stage.ROLLED_BACK,
            restore,
            "RolledBack",
            "the members of before have their volumes back and start");
  }

  /** Who goes on alone when a quorum is lost. */
  static final class Survivors {
    private static final Comparator<Poll> FURTHEST =
        Comparator.comparingLong(Poll::term).thenComparingLong(Poll::raftIndex);

    private Survivors() {}

    static Optional<Member> survivor(Situation situation, RestoreFacts restore) {
      return situation.members.stream()
          .filter(member -> member.name().equals(restore.survivor()))
          .findFirst();
    }

    static Optional<Next> choose(Situation situation, RestoreFacts restore) {
      List<Member> all =
          situation.members.stream()
              .filter(member -> member.facts().memberId() != 0 || member.facts().seed())
              .toList();
      List<Member> intact = all.stream().filter(m -> !m.facts().volumeLost()).toList();
      int voters = restore.voters() > 0 ? restore.voters() : all.size();
      if (situation.roll.known()) {
        return refuse(restore, "QuorumNotLost", "the cluster has a quorum: nothing is to be done");
      }
      if (intact.size() >= Quorum.of(voters)) {
        return refuse(
            restore,
            "QuorumNotLost",
            ("%d of %d members have their volumes, which is a quorum: get their pods to run."
                    + " Where a volume is gone for good, delete its claim and try again")
                .formatted(intact.size(), voters));
      }
      if (intact.isEmpty()) {
        return refuse(
            restore,
            "NoSurvivor",
            "no member has its volume: restore a backup with an EtcdRestore of mode InPlace");
      }
      return restore.survivor().isEmpty()
          ? furthest(situation, restore, intact)
          : named(restore, intact);
    }

    private static Optional<Next> named(RestoreFacts restore, List<Member> intact) {
      return intact.stream().anyMatch(member -> member.name().equals(restore.survivor()))
          ? chosen(restore.survivor(), "it was named")
          : refuse(
              restore,
              "NoSurvivor",
              "%s has no volume; these have: %s"
                  .formatted(restore.survivor(), intact.stream().map(Member::name).toList()));
    }

    private static Optional<Next> furthest(
        Situation situation, RestoreFacts restore, List<Member> intact) {
      Optional<Member> silent =
          intact.stream().filter(member -> member.facts().poll().isEmpty()).findFirst();
      if (intact.size() == 1) {
        return chosen(intact.getFirst().name(), "it is the only one with its volume");
      }
      if (silent.isEmpty()) {
        Member best =
            intact.stream()
                .max(Comparator.comparing(m -> m.facts().poll().orElseThrow(), FURTHEST))
                .orElseThrow();
        return chosen(best.name(), "its log reaches furthest");
      }
      return late(situation, restore)
          ? refuse(
              restore,
              "SurvivorUnknown",
              "%s has its volume and does not answer, so it is not known whose log reaches furthest: name one in source.survivingMember.member"
                  .formatted(silent.get().name()))
          : Optional.empty();
    }

    private static Optional<Next> chosen(String name, String why) {
      return Optional.of(new Next(Stage.FENCING, name, "Fencing", name + " goes on alone: " + why));
    }

    private static Optional<Next> refuse(RestoreFacts restore, String reason, String message) {
      return to(Stage.REFUSED, restore, reason, message);
    }
  }
}
