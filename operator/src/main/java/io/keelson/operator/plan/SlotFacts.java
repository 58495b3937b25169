package io.keelson.operator.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is remembered of a slot beyond the records and claims that may be gone; kept in the
 * cluster's status.
 *
 * @param slot the ordinal
 * @param incarnation the highest count of a member that the slot has had, at least 1
 * @param failedJoins how many learners in a row did not become voters in time
 * @param learnerSince since when its member is a learner, when it is one
 */
public record SlotFacts(
    int slot, int incarnation, int failedJoins, Optional<Instant> learnerSince) {

  /** What is to be remembered after an observation. The same observation gives the same. */
  public static List<SlotFacts> after(Observation seen) {
    Map<Integer, SlotFacts> kept = new TreeMap<>();
    seen.slots().forEach(slot -> kept.put(slot.slot(), slot));
    for (ClaimFacts claim : seen.claims()) {
      kept.merge(claim.slot(), fresh(claim.slot(), claim.incarnation()), SlotFacts::higher);
    }
    for (MemberFacts member : seen.members()) {
      SlotFacts before = kept.getOrDefault(member.slot(), fresh(member.slot(), 0));
      // A claim tells of the incarnation too, but whether a new member came only its record does.
      SlotFacts told =
          seen.slots().stream()
              .filter(slot -> slot.slot() == member.slot())
              .findFirst()
              .orElse(before);
      kept.put(member.slot(), before.with(member, told.incarnation(), seen));
    }
    List<SlotFacts> slots = new ArrayList<>(kept.values());
    slots.removeIf(slot -> slot.incarnation() < 1 || slot.slot() >= Slots.SLOTS_MAX);
    return slots;
  }

  private static SlotFacts fresh(int slot, int incarnation) {
    return new SlotFacts(slot, incarnation, 0, Optional.empty());
  }

  private static SlotFacts higher(SlotFacts kept, SlotFacts found) {
    return new SlotFacts(
        kept.slot,
        Math.max(kept.incarnation, found.incarnation),
        kept.failedJoins,
        kept.learnerSince);
  }

  private SlotFacts with(MemberFacts member, int toldIncarnation, Observation seen) {
    int failed = failedJoins;
    Optional<Instant> since = learnerSince;
    if (member.incarnation() > toldIncarnation) {
      boolean late =
          since.isPresent()
              && !since.get().plus(seen.goal().repair().promoteDeadline()).isAfter(seen.now());
      failed = late ? failed + 1 : failed;
      since = Optional.empty();
    }
    Optional<Roll.Entry> entry =
        seen.roll().entries().stream()
            .filter(e -> e.memberId() == member.memberId() && member.memberId() != 0)
            .findFirst();
    if (entry.isPresent()) {
      failed = entry.get().learner() ? failed : 0;
      since = entry.get().learner() ? Optional.of(since.orElse(seen.now())) : Optional.empty();
    }
    return new SlotFacts(slot, Math.max(incarnation, member.incarnation()), failed, since);
  }
}
