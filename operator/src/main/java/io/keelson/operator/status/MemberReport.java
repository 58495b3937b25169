package io.keelson.operator.status;

import io.keelson.operator.api.EtcdMemberStatus;
import io.keelson.operator.api.MemberPhase;
import io.keelson.operator.plan.MemberFacts;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The status of a member's record. It is also the operator's memory: who the member is, that its
 * claim was made, since when it is healthy or not, and how often it was repaired.
 */
public final class MemberReport {
  private MemberReport() {}

  /** Whether a phase is one of a healthy member. */
  public static boolean healthy(@Nullable MemberPhase phase) {
    return phase == MemberPhase.READY || phase == MemberPhase.LEARNER;
  }

  /** The status that follows from what was seen, with what the previous one remembers. */
  public static EtcdMemberStatus of(
      MemberFacts member, EtcdMemberStatus previous, boolean learner, Instant now) {
    boolean healthyNow = member.healthySince().isPresent();
    MemberPhase phase = phase(member, previous.phase(), learner, healthyNow);
    boolean turned = healthy(previous.phase()) != healthyNow || previous.lastTransition() == null;
    return new EtcdMemberStatus(
        previous.observedGeneration(),
        phase,
        previous.memberID(),
        member.pod().map(pod -> pod.uid()).orElse(null),
        previous.pvcName(),
        healthyNow ? Integer.valueOf(0) : previous.recreateCount(),
        turned ? now.toString() : previous.lastTransition(),
        previous.recreatedAt(),
        healthyNow ? null : Texts.cut(Troubles.of(member), 1_024));
  }

  private static MemberPhase phase(
      MemberFacts member, @Nullable MemberPhase previous, boolean learner, boolean healthy) {
    if (member.leaving() || member.recordDeleted()) {
      return MemberPhase.REMOVING;
    }
    if (healthy) {
      return learner ? MemberPhase.LEARNER : MemberPhase.READY;
    }
    if (member.memberId() == 0) {
      return member.claim().isEmpty() ? MemberPhase.PENDING : MemberPhase.PROVISIONING;
    }
    boolean neverHealthy =
        previous == null
            || previous == MemberPhase.PENDING
            || previous == MemberPhase.PROVISIONING
            || previous == MemberPhase.JOINING;
    if (learner || neverHealthy) {
      return MemberPhase.JOINING;
    }
    return member.pod().filter(pod -> !pod.terminating()).isEmpty()
        ? MemberPhase.RESTARTING
        : MemberPhase.REPAIRING;
  }
}
