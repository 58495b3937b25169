package io.keelson.operator.backup.schedule;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is decided about one cluster of a schedule.
 *
 * @param actions in the order in which they are to be done
 * @param progress to be remembered once they are done
 * @param nextStart when the next scheduled run begins; empty while nothing is begun
 * @param wakeAt when something is to be decided next, if nothing happens before
 * @param waiting a run is due and waits for the one that goes on
 * @param newlyMissed scheduled times that are found to be missed now
 * @param retained complete backups that stay
 * @param rehearsal how they are proven
 */
public record Decision(
    List<Action> actions,
    Progress progress,
    Optional<Instant> nextStart,
    Optional<Instant> wakeAt,
    boolean waiting,
    long newlyMissed,
    Retention.Kept retained,
    Rehearsal rehearsal) {
  public Decision {
    actions = List.copyOf(actions);
  }
}
