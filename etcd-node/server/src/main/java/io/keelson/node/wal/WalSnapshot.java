package io.keelson.node.wal;

import io.keelson.raft.ConfState;

/**
 * A record that says: the state machine was saved, so the log may be read from here on.
 *
 * @param index last entry in the saved state
 * @param term term of that entry
 * @param confState configuration at that entry; not stored for index 0
 */
public record WalSnapshot(long index, long term, ConfState confState) {
  /** The record that a new log starts with. */
  public static final WalSnapshot NONE = new WalSnapshot(0, 0, ConfState.EMPTY);
}
