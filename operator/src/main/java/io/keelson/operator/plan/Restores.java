package io.keelson.operator.plan;

import io.keelson.operator.plan.Planner.Decision;
import io.keelson.operator.plan.RestoreFacts.Kind;
import io.keelson.operator.plan.RestoreFacts.Stage;
import io.keelson.operator.plan.Situation.Member;
import io.keelson.operator.plan.Step.DeleteRecord;
import io.keelson.operator.plan.Step.PutAside;
import io.keelson.operator.plan.Step.Reattach;
import io.keelson.operator.plan.Step.Recover;
import io.keelson.operator.plan.Step.Release;
import io.keelson.operator.plan.Step.RemovePod;
import java.util.List;
import java.util.Optional;

/**
 * What is done in the stages of a restore. While members are fenced the rules of quorum do not
 * hold, for the cluster is given up on purpose; nothing else is: volumes are put aside, not
 * deleted, and nobody of the new identity starts before everybody of the old one is gone.
 */
final class Restores {
  private Restores() {}

  /** The plan of this stage; empty when the usual rules decide. */
  static Optional<Plan> plan(Situation situation, RestoreFacts restore) {
    Decision decision = new Decision();
    Optional<RestoreStages.Next> next = RestoreStages.next(situation, restore);
    if (next.isPresent()) {
      decision.note(Plan.Type.RESTORE, "", next.get().message(), "");
      return Optional.of(decision.plan());
    }
    switch (restore.stage()) {
      case FENCING -> fence(situation, restore, decision);
      case ROLLING_BACK -> rollBack(situation, restore, decision);
      case FAILED -> stop(situation, restore, decision);
      case AWAITED ->
          // It is not founded without.
          decision.note(
              Plan.Type.RESTORE,
              "",
              "the cluster begins with a backup",
              "the EtcdBackup that spec.bootstrap.restore names to be there and complete");
      case ORDERED, SEEDING, GROWING, DONE, ROLLED_BACK, REFUSED -> {
        return Optional.empty();
      }
    }
    return Optional.of(decision.plan());
  }

  /** What goes on beside the usual work. */
  static void note(Situation situation, Decision decision) {
    Optional<RestoreFacts> restore = situation.facts.restore();
    if (restore.filter(r -> r.stage() == Stage.GROWING).isPresent()) {
      decision.note(
          Plan.Type.RESTORE,
          "",
          "the first member serves; others join it",
          "all voters, before clients are let in");
    } else if (restore.filter(r -> r.stage() == Stage.SEEDING).isPresent()) {
      decision.note(
          Plan.Type.RESTORE, "", "the first member gets its data", Starts.troubles(situation));
    }
  }

  private static void fence(Situation situation, RestoreFacts restore, Decision decision) {
    List<Member> old =
        situation.members.stream().filter(member -> restore.isOld(member.facts())).toList();
    String waits = "";
    for (Member member : old) {
      Optional<PodFacts> pod = member.facts().pod();
      if (pod.isPresent() && member.facts().nodeLost()) {
        if (isHarmless(situation, restore, member)) {
          forget(member, pod.get(), restore, decision);
        } else {
          waits =
              "node %s, which may still run %s and with others a quorum: mend it or delete the node"
                  .formatted(pod.get().node(), member.name());
        }
      } else if (pod.isPresent()) {
        if (!pod.get().terminating()) {
          decision.prepare(new RemovePod(member.name(), pod.get().uid(), false));
        }
      } else if (isSurvivor(restore, member)) {
        if (old.size() == 1) {
          decision.prepare(new Recover(member.name()));
        }
      } else if (mayPutAside(member.facts())) {
        decision.prepare(
            new PutAside(member.name(), restore.uid(), member.facts().memberId(), false));
      } else {
        decision.prepare(new DeleteRecord(member.name(), true));
      }
    }
    if (waits.isEmpty() && restore.strayPods() > 0) {
      waits = "%d pods without a record to end".formatted(restore.strayPods());
    }
    decision.note(
        Plan.Type.RESTORE,
        "",
        "members stop and their volumes are put aside, %d are left".formatted(old.size()),
        waits);
  }

  private static boolean isSurvivor(RestoreFacts restore, Member member) {
    return restore.kind() == Kind.SURVIVOR && member.name().equals(restore.survivor());
  }

  private static boolean mayPutAside(MemberFacts member) {
    return member
        .claim()
        .filter(claim -> !claim.foreign() && !claim.terminating() && !claim.inMemory())
        .filter(claim -> claim.quarantine().isEmpty())
        .isPresent();
  }

  /** That its server may still run is written down before its pod is forgotten. */
  private static void forget(Member member, PodFacts pod, RestoreFacts restore, Decision decision) {
    if (mayPutAside(member.facts()) && !isSurvivor(restore, member)) {
      decision.prepare(new PutAside(member.name(), restore.uid(), member.facts().memberId(), true));
    } else {
      decision.prepare(new RemovePod(member.name(), pod.uid(), true));
    }
  }

  /**
   * A pod on a node that is silent may still run there. That is no harm where its data is gone, or
   * where all such servers together are no quorum.
   */
  private static boolean isHarmless(Situation situation, RestoreFacts restore, Member member) {
    MemberFacts facts = member.facts();
    if (facts.volumeLost()) {
      return true;
    }
    if (facts.claim().filter(ClaimFacts::inMemory).isPresent()) {
      return false; // nothing could remember it
    }
    int voters =
        restore.voters() > 0
            ? restore.voters()
            : Math.max(situation.goal.replicas(), situation.members.size());
    long silent =
        situation.members.stream()
            .map(Member::facts)
            .filter(other -> restore.isOld(other) && other.nodeLost())
            .filter(other -> !other.volumeLost() && !other.quarantined())
            .count();
    long forgotten =
        situation.facts.claims().stream()
            .flatMap(claim -> claim.quarantine().stream())
            .filter(kept -> kept.silent() && kept.restore().equals(restore.uid()))
            .count();
    return silent + forgotten < Quorum.of(voters);
  }

  private static void rollBack(Situation situation, RestoreFacts restore, Decision decision) {
    decision.note(
        Plan.Type.RESTORE,
        "",
        "the restore failed, and the volumes of before are brought back",
        "");
    if (end(situation, restore, decision) || restore.strayPods() > 0) {
      return;
    }
    for (ClaimFacts claim : situation.facts.claims()) {
      if (!RestoreStages.comesBack(claim, restore)) {
        continue;
      }
      String name = situation.facts.nameOf(claim.slot());
      long memberId = claim.quarantine().orElseThrow().memberId();
      Optional<Member> record =
          situation.members.stream()
              .filter(member -> member.facts().slot() == claim.slot())
              .findFirst();
      boolean known = record.filter(r -> r.facts().memberId() == memberId).isPresent();
      decision.prepare(
          known
              ? new Release(name, claim.name())
              : new Reattach(name, claim.slot(), claim.incarnation(), memberId));
    }
  }

  /** Ends members of the new identity; whether there were any. */
  private static boolean end(Situation situation, RestoreFacts restore, Decision decision) {
    boolean any = false;
    for (Member member : situation.members) {
      if (restore.isOld(member.facts())) {
        continue;
      }
      any = true;
      Optional<PodFacts> pod = member.facts().pod();
      if (pod.isEmpty()) {
        decision.prepare(new DeleteRecord(member.name(), true));
      } else if (!pod.get().terminating()) {
        decision.prepare(new RemovePod(member.name(), pod.get().uid(), false));
      }
    }
    return any;
  }

  /** It will not get better by itself: pods end, records and volumes stay for whoever looks. */
  private static void stop(Situation situation, RestoreFacts restore, Decision decision) {
    for (Member member : situation.members) {
      Optional<PodFacts> pod = member.facts().pod();
      if (pod.isPresent() && !pod.get().terminating()) {
        decision.prepare(new RemovePod(member.name(), pod.get().uid(), false));
      }
    }
    decision.note(
        Plan.Type.HOLD,
        "",
        "the restore %s failed".formatted(restore.uid()),
        "see status.restore for what to do");
  }
}
