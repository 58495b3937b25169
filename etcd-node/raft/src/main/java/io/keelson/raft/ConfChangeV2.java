package io.keelson.raft;

import io.keelson.bytes.Bytes;
import java.util.List;

/**
 * A change of any number of members, the data of an entry of type {@link EntryType#CONF_CHANGE_V2}.
 * More than one change goes through a joint configuration (thesis, section 4.3); one that names no
 * members leaves it. The latter is what empty data means.
 *
 * @param transition how the joint configuration is entered and left
 * @param changes the steps, in order
 * @param context opaque to Raft
 */
public record ConfChangeV2(Transition transition, List<ConfChangeSingle> changes, Bytes context) {
  /** Ends a joint configuration. */
  public static final ConfChangeV2 LEAVE_JOINT =
      new ConfChangeV2(Transition.AUTO, List.of(), Bytes.EMPTY);

  /** Ways to change; the numbers are those of raftpb.ConfChangeTransition. */
  public enum Transition {
    /** Joint only if more than one member changes; the leader ends it by itself. */
    AUTO(0),
    /** Joint in any case; the leader ends it by itself. */
    JOINT_IMPLICIT(1),
    /** Joint in any case, until it is ended by a change that names no members. */
    JOINT_EXPLICIT(2);

    private final int number;

    Transition(int number) {
      this.number = number;
    }

    /** The protobuf number. */
    public int number() {
      return number;
    }
  }

  /** Copies the list. */
  public ConfChangeV2 {
    changes = List.copyOf(changes);
  }

  /** A change of one member in this form. */
  public static ConfChangeV2 of(ConfChange change) {
    return new ConfChangeV2(
        Transition.AUTO,
        List.of(new ConfChangeSingle(change.type(), change.nodeId())),
        change.context());
  }

  /** Whether the change ends a joint configuration. */
  public boolean isLeave() {
    return transition == Transition.AUTO && changes.isEmpty();
  }

  /** Whether the change leads into a joint configuration. */
  public boolean isJoint() {
    return transition != Transition.AUTO || changes.size() > 1;
  }

  /** Whether the leader ends the joint configuration by itself. */
  public boolean isAutoLeave() {
    return transition != Transition.JOINT_EXPLICIT;
  }
}
