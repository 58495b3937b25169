package io.keelson.node.replica;

import io.keelson.node.wal.PreparedSegment;
import io.keelson.node.wal.WalSnapshot;
import io.keelson.raft.Persist;

/** What the wal agent is asked to do. */
sealed interface WalInput {
  /** Make entries and hard state durable, then say so. */
  record Write(Persist persist) implements WalInput {}

  /** The store holds everything up to an index durably: note it, drop what is not needed. */
  record Snapshot(WalSnapshot snapshot, long releaseIndex) implements WalInput {}

  /** A segment for the next roll is ready. */
  record Prepared(PreparedSegment segment) implements WalInput {}
}
