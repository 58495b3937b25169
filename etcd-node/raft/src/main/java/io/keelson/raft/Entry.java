package io.keelson.raft;

import io.keelson.bytes.Bytes;

/**
 * One entry of the replicated log.
 *
 * @param type what the data is
 * @param term term of the leader that created the entry, from 1 on
 * @param index position in the log, from 1 on
 * @param data the request; empty for the entry that a new leader appends
 */
public record Entry(EntryType type, long term, long index, Bytes data) {
  /** Bytes that an entry counts against limits of size: its data and a fixed share for the rest. */
  public long sizeBytes() {
    return data.length() + 24L;
  }
}
