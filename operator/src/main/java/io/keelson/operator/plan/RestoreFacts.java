package io.keelson.operator.plan;

import java.time.Duration;
import java.time.Instant;

/**
 * A restore of the cluster's data: what was ordered, and how far it has come as far as that is
 * written down in the status of the cluster. Nothing is done for a stage before it is written.
 *
 * @param uid names the restore; that of the cluster itself when it begins with one
 * @param kind where the data comes from, and what was there before
 * @param stage how far it has come
 * @param since since when it is in that stage
 * @param generation the number of the identity that the cluster gets by it; greater than that of
 *     every member that was there before
 * @param formerClusterId the identity of the cluster of before; 0: there was none
 * @param survivor with {@link Kind#SURVIVOR} the name of the member that is chosen, before that the
 *     one that the user names; empty: none
 * @param voters votes that there were when the cluster last told; 0 when it is not known
 * @param deadline how long the first member may take, and then the cluster to have a quorum
 * @param growDeadline how long clients wait for all voters; after that a quorum is enough
 * @param strayPods pods of the cluster that belong to no record of a member
 */
public record RestoreFacts(
    String uid,
    Kind kind,
    Stage stage,
    Instant since,
    int generation,
    long formerClusterId,
    String survivor,
    int voters,
    Duration deadline,
    Duration growDeadline,
    int strayPods) {

  /** Where the data comes from. */
  public enum Kind {
    /** A backup, into a cluster that is made with it. */
    NEW,
    /** A backup, in the place of a cluster that is there. */
    IN_PLACE,
    /** A member of a cluster that has lost its quorum. */
    SURVIVOR
  }

  /** How far it has come. */
  public enum Stage {
    /** The backup is not known yet that the cluster is to begin with. */
    AWAITED,
    /** Asked for; nothing has been touched. */
    ORDERED,
    /** Everybody stops; volumes go into quarantine. */
    FENCING,
    /** Nobody of before is left; the first member of the new identity gets the data. */
    SEEDING,
    /** The first member serves; others join it. Clients still wait. */
    GROWING,
    /** Undone: what is new goes, and what is in quarantine comes back. */
    ROLLING_BACK,
    /** It is over, and clients are let in. */
    DONE,
    /** The cluster of before is back. */
    ROLLED_BACK,
    /** It did not succeed, and nobody runs. */
    FAILED,
    /** It was not begun. */
    REFUSED;

    /** Something is going on, or would be if it had not failed: the usual rules do not hold. */
    public boolean active() {
      return switch (this) {
        case FENCING, SEEDING, GROWING, ROLLING_BACK, FAILED -> true;
        case AWAITED, ORDERED, DONE, ROLLED_BACK, REFUSED -> false;
      };
    }

    /** Nothing more will come of it. */
    public boolean over() {
      return switch (this) {
        case DONE, ROLLED_BACK, FAILED, REFUSED -> true;
        case AWAITED, ORDERED, FENCING, SEEDING, GROWING, ROLLING_BACK -> false;
      };
    }
  }

  /** Whether a member belongs to what was there before. */
  public boolean isOld(MemberFacts member) {
    return member.generation() < generation;
  }
}
