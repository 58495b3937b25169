package io.keelson.raft;

import io.keelson.bytes.Bytes;

/**
 * A change of one member, the data of an entry of type {@link EntryType#CONF_CHANGE}.
 *
 * @param id request id of the proposer, 0 at bootstrap
 * @param type what happens to the member
 * @param nodeId the member; 0 turns the change into one without effect (a refused change)
 * @param context the member's description, opaque to Raft
 */
public record ConfChange(long id, Type type, long nodeId, Bytes context) {
  /** Kinds of change; the numbers are those of raftpb.ConfChangeType. */
  public enum Type {
    /** Adds a voter, or promotes a learner. */
    ADD_NODE(0),
    /** Removes a voter or learner. */
    REMOVE_NODE(1),
    /** Changes a member's description only. */
    UPDATE_NODE(2),
    /** Adds a learner. */
    ADD_LEARNER_NODE(3);

    private final int number;

    Type(int number) {
      this.number = number;
    }

    /** The protobuf number. */
    public int number() {
      return number;
    }
  }

  /** The same change without an effect on the configuration: what a refused change becomes. */
  public ConfChange refused() {
    return new ConfChange(id, type, 0, context);
  }
}
