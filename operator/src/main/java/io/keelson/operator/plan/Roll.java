package io.keelson.operator.plan;

import java.util.List;

/**
 * The cluster's own list of members, as of a linearizable read in this poll.
 *
 * @param known false: nobody answered, so there is no quorum or it could not be reached
 * @param entries in order of identity; empty when not known
 * @param alarms raised alarms; empty when not known
 */
public record Roll(boolean known, List<Entry> entries, List<Alarm> alarms) {
  public Roll {
    entries = List.copyOf(entries);
    alarms = List.copyOf(alarms);
  }

  /** Nobody answered. */
  public static Roll unknown() {
    return new Roll(false, List.of(), List.of());
  }

  /**
   * One member.
   *
   * @param memberId its identity
   * @param name its name, empty until it has started for the first time
   * @param peerUrl its first peer URL
   * @param slot the slot whose address that is, -1 when it is none of this cluster's
   * @param learner it has no vote
   */
  public record Entry(long memberId, String name, String peerUrl, int slot, boolean learner) {}

  /**
   * An alarm.
   *
   * @param memberId who raised it
   * @param type {@code NOSPACE} or {@code CORRUPT}
   */
  public record Alarm(long memberId, String type) {}
}
