package io.keelson.node.command;

import io.keelson.bytes.Bytes;
import java.util.List;

/** A request that changes the state, as found in a log entry. */
public sealed interface Command {
  /** Sets a key. */
  record Put(
      Bytes key,
      Bytes value,
      long lease,
      boolean isPrevKvWanted,
      boolean isValueIgnored,
      boolean isLeaseIgnored)
      implements Command, Op {}

  /** Removes keys. */
  record DeleteRange(Bytes key, Bytes rangeEnd, boolean isPrevKvWanted) implements Command, Op {}

  /** Compares, then does one list of operations or the other, all at once. */
  record Txn(List<Compare> compares, List<Op> success, List<Op> failure) implements Command, Op {
    /** Copies the lists. */
    public Txn {
      compares = List.copyOf(compares);
      success = List.copyOf(success);
      failure = List.copyOf(failure);
    }
  }

  /** Gives up history before a revision. */
  record Compact(long revision, boolean isPhysical) implements Command {}

  /** Creates a lease. */
  record LeaseGrant(long id, long ttlSeconds) implements Command {}

  /** Ends a lease and deletes the keys attached to it. */
  record LeaseRevoke(long id) implements Command {}

  /** Notes how much time is left of leases, so that a new leader need not start from the whole. */
  record LeaseCheckpoint(List<Remaining> leases) implements Command {
    /** Copies the list. */
    public LeaseCheckpoint {
      leases = List.copyOf(leases);
    }

    /**
     * What is left of one lease.
     *
     * @param ttlSeconds time to live from then on, 0 for all that was granted
     */
    public record Remaining(long id, long ttlSeconds) {}
  }

  /**
   * Raises an alarm, withdraws one, or asks for them.
   *
   * @param action number: 0 get, 1 activate, 2 deactivate; any other does nothing
   * @param memberId whose alarm; not looked at by a question
   * @param type number of the alarm's type, 0 in a question for all of them
   */
  record AlarmChange(int action, long memberId, int type) implements Command {
    /** Asks. */
    public static final int GET = 0;

    /** Raises. */
    public static final int ACTIVATE = 1;

    /** Withdraws. */
    public static final int DEACTIVATE = 2;
  }

  /** Sets the version that all members agree on. */
  record ClusterVersionSet(String version) implements Command {}

  /**
   * Starts the way back to an older version, or calls it off.
   *
   * @param version the version, in full; without meaning when it is called off
   */
  record DowngradeInfoSet(boolean isEnabled, String version) implements Command {}

  /** Sets a member's name and client URLs. */
  record MemberAttributesSet(long memberId, String name, List<String> clientUrls)
      implements Command {
    /** Copies the list. */
    public MemberAttributesSet {
      clientUrls = List.copyOf(clientUrls);
    }
  }

  /** Has no effect on the state: a read that some member sent through the log. */
  record NoEffect() implements Command {}

  /**
   * A request that this build cannot apply. Applying the rest of the log without it would make this
   * member's data differ from the others', so the state machine stops at it.
   *
   * @param what name of the request
   */
  record Unsupported(String what) implements Command {}

  /** One operation of a transaction. */
  sealed interface Op permits Put, DeleteRange, Txn, RangeOp, EmptyOp {}

  /** Reads keys within a transaction. */
  record RangeOp(RangeRequest range) implements Op {}

  /** An operation of which no kind is set; refused at the door, without effect in the log. */
  record EmptyOp() implements Op {}
}
