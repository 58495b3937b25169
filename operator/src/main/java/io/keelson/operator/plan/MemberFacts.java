package io.keelson.operator.plan;

import java.time.Instant;
import java.util.Optional;

/**
 * A member that the operator keeps a record of.
 *
 * @param name name of the member, its record and its pod
 * @param slot its ordinal, which names it in DNS
 * @param incarnation counts the members that the slot has had; each has a volume of its own
 * @param peerUrl where other members reach it
 * @param generation the number of the cluster's identity under which it came: 1, and one more with
 *     every restore
 * @param seed it was there when the cluster was founded
 * @param leaving it was decided or asked that it leaves
 * @param recordDeleted the deletion of its record was asked for
 * @param memberId its identity once known, 0 before; kept in its record
 * @param claimMade its claim was made; kept in its record, so that a claim that is gone is noticed
 * @param claim its claim, when there is one
 * @param pod its pod, when there is one
 * @param poll what it answered, when it did
 * @param healthySince since when it is healthy without a break; present when it is healthy now
 * @param unhealthySince since when it is not, at the earliest since it got its identity; present
 *     when it is not healthy now
 * @param recreations how often its pod was made anew to repair it, since it was last healthy
 * @param recreatedAt when that was done last
 */
public record MemberFacts(
    String name,
    int slot,
    int incarnation,
    String peerUrl,
    int generation,
    boolean seed,
    boolean leaving,
    boolean recordDeleted,
    long memberId,
    boolean claimMade,
    Optional<ClaimFacts> claim,
    Optional<PodFacts> pod,
    Optional<Poll> poll,
    Optional<Instant> healthySince,
    Optional<Instant> unhealthySince,
    int recreations,
    Optional<Instant> recreatedAt) {

  /** Its data is gone: the claim it once had is not there, is being deleted or has no volume. */
  public boolean volumeLost() {
    return claimMade && claim.filter(c -> !c.lost() && !c.terminating()).isEmpty();
  }

  /** Its volume is kept for the case that a restore is undone, and nobody may use it. */
  boolean quarantined() {
    return claim.filter(c -> c.quarantine().isPresent()).isPresent();
  }

  boolean nodeLost() {
    return pod.filter(p -> p.state() == PodFacts.State.NODE_LOST).isPresent();
  }
}
