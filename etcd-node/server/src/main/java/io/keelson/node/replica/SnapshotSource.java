package io.keelson.node.replica;

import io.keelson.node.link.SnapshotBody;
import io.keelson.raft.SnapshotMeta;

/** Where the state machine comes from that a follower needs. */
@FunctionalInterface
public interface SnapshotSource {
  /** The state machine as published now. The replica thread; quick. */
  Taken take();

  /**
   * A pinned state.
   *
   * @param meta where it stands
   * @param body its content; whoever gets this closes it
   */
  record Taken(SnapshotMeta meta, SnapshotBody body) {}
}
