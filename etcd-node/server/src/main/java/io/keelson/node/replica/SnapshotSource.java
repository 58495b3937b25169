package io.keelson.node.replica;

import io.keelson.node.link.SnapshotBody;
import io.keelson.raft.SnapshotMeta;

/** Where the state machine comes from that a follower needs. */
public interface SnapshotSource {
  /** The state machine as published now. The replica thread; quick. */
  Taken take();

  /**
   * Raft has decided about a received state machine.
   *
   * @param index where that stands
   * @param isAccepted whether it will take the place of this member's
   */
  void decided(long index, boolean isAccepted);

  /**
   * A pinned state.
   *
   * @param meta where it stands
   * @param body its content; whoever gets this closes it
   */
  record Taken(SnapshotMeta meta, SnapshotBody body) {}
}
