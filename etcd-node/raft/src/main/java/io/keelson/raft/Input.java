package io.keelson.raft;

import io.keelson.bytes.Bytes;

/** Everything that can happen to a Raft node. */
public sealed interface Input {
  /** One heartbeat interval has passed. */
  record Tick() implements Input {}

  /** A message from another member has arrived. */
  record Received(Message message) implements Input {}

  /**
   * A client asks for an entry. Refused (see {@link Ready#refused}) when this node does not lead or
   * its uncommitted tail is too long.
   *
   * @param requestId id that a refusal names
   */
  record Proposed(long requestId, EntryType type, Bytes data) implements Input {}

  /**
   * A client asks from which index on a read is linearizable.
   *
   * @param requestId id that the {@link ReadState} names
   */
  record ReadRequested(long requestId) implements Input {}

  /** This node's own disk holds everything up to and including the numbered {@link Persist}. */
  record Persisted(long persistNumber) implements Input {}

  /** The state machine has applied everything up to an index. */
  record Applied(long index) implements Input {}

  /**
   * The state machine has decided about a committed change; a refused one has node id 0.
   *
   * @param index index of the entry
   */
  record ConfApplied(long index, ConfChange change) implements Input {}

  /** Entries up to an index will not be asked for again and may be dropped from memory. */
  record Compacted(long index) implements Input {}
}
