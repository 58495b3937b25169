package io.keelson.raft;

import io.keelson.bytes.Bytes;

/** Everything that can happen to a Raft node. */
public sealed interface Input {
  /** One heartbeat interval has passed. */
  record Tick() implements Input {}

  /**
   * So many ticks of the election timeout need not be waited for, its last one excepted: a member
   * that starts need not wait for a leader that there may never have been. Without effect once a
   * leader is known.
   */
  record TicksSkipped(int ticks) implements Input {}

  /**
   * A message from another member has arrived; it is not trusted. One of type SNAP comes when the
   * state machine it offers is received completely.
   */
  record Received(Message message) implements Input {}

  /**
   * A client asks for an entry. A follower sends it on to the leader. Refused (see {@link
   * Ready#refused}) when no leader is known, leadership is being handed over, or the uncommitted
   * tail is too long.
   *
   * @param requestId id that a refusal names
   */
  record Proposed(long requestId, EntryType type, Bytes data) implements Input {}

  /**
   * A client asks from which index on a read is linearizable. A follower asks the leader; an answer
   * that is lost never comes, so whoever asks asks again.
   *
   * @param requestId id that the {@link ReadState} names; unique among members and across restarts
   */
  record ReadRequested(long requestId) implements Input {}

  /** This node's own disk holds everything up to and including the numbered {@link Persist}. */
  record Persisted(long persistNumber) implements Input {}

  /**
   * The state machine has applied everything up to an index. Of what is applied the core keeps a
   * tail in memory ({@link RaftConfig.Replication}) and drops the rest.
   */
  record Applied(long index) implements Input {}

  /**
   * The state machine has decided about a committed change; a refused one has node id 0.
   *
   * @param index index of the entry
   */
  record ConfApplied(long index, ConfChange change) implements Input {}

  /**
   * The state machine has decided about a committed change of several members.
   *
   * @param index index of the entry
   */
  record ConfV2Applied(long index, ConfChangeV2 change) implements Input {}

  /** A message to a member could not be delivered. */
  record Unreachable(long member) implements Input {}

  /**
   * The state machine is ready to be sent to a member ({@link Ready#snapshotsWanted}). If it is
   * still wanted the next {@link Ready#messages} hold a message of type SNAP for the member.
   */
  record SnapshotTaken(long member, SnapshotMeta snapshot) implements Input {}

  /** Sending the state machine to a member has ended. */
  record SnapshotReported(long member, boolean isAccepted) implements Input {}

  /** Leadership is to go to another voter. Without effect on a member that does not lead. */
  record TransferLeadership(long to) implements Input {}
}
