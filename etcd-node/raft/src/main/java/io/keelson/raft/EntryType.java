package io.keelson.raft;

/** What the data of a log entry is. The numbers are those of raftpb.EntryType. */
public enum EntryType {
  /** A request to the state machine, or the empty entry of a new leader. */
  NORMAL(0),
  /** A change of one member ({@link ConfChange}). */
  CONF_CHANGE(1),
  /** A change of several members at once; etcd never proposes one. */
  CONF_CHANGE_V2(2);

  private final int number;

  EntryType(int number) {
    this.number = number;
  }

  /** The protobuf number. */
  public int number() {
    return number;
  }

  /**
   * The type with a protobuf number.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static EntryType ofNumber(long number) {
    return switch ((int) number) {
      case 0 -> NORMAL;
      case 1 -> CONF_CHANGE;
      case 2 -> CONF_CHANGE_V2;
      default -> throw new IllegalArgumentException("unknown raft entry type " + number);
    };
  }
}
