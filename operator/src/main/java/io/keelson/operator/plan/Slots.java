package io.keelson.operator.plan;

/** Ordinals of members and the count of members that each has had. */
final class Slots {
  /** More slots than members: a slot whose address somebody unknown has is left alone. */
  static final int SLOTS_MAX = 64;

  private Slots() {}

  /** The next count for a slot, above all it ever had: a volume's name never comes back. */
  static int nextIncarnation(Observation facts, int slot) {
    int last = 0;
    for (SlotFacts known : facts.slots()) {
      if (known.slot() == slot) {
        last = Math.max(last, known.incarnation());
      }
    }
    for (ClaimFacts claim : facts.claims()) {
      if (claim.slot() == slot) {
        last = Math.max(last, claim.incarnation());
      }
    }
    for (MemberFacts member : facts.members()) {
      if (member.slot() == slot) {
        last = Math.max(last, member.incarnation());
      }
    }
    return last + 1;
  }

  /** The lowest slot that neither a record nor a line in the roll has, above a given one. */
  static int free(Situation situation, int above) {
    for (int slot = above + 1; slot < SLOTS_MAX; slot++) {
      if (isFree(situation, slot)) {
        return slot;
      }
    }
    throw new IllegalStateException("no free slot below " + SLOTS_MAX);
  }

  private static boolean isFree(Situation situation, int slot) {
    return situation.members.stream().noneMatch(member -> member.facts().slot() == slot)
        && situation.strangers.stream().noneMatch(entry -> entry.slot() == slot);
  }
}
