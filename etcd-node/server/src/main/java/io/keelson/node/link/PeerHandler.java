package io.keelson.node.link;

import io.keelson.bytes.Bytes;
import io.keelson.raft.Message;
import java.io.IOException;

/** What other members cause. Any thread; must not block unless it says so. */
public interface PeerHandler {
  /** A message has arrived. Only its form has been checked. It is never of type SNAP. */
  void received(Message message);

  /** A message to a member could not be sent, or its connection broke. */
  void unreachable(long member);

  /** Sending a state machine to a member has ended. */
  void snapshotSent(long member, boolean isAccepted);

  /**
   * Another member is about to send a state machine. May block.
   *
   * @param message the message of type SNAP
   * @param membership its field {@code snapshot.data}
   * @throws IOException if it cannot be taken now
   */
  SnapshotSink openSnapshot(Message message, Bytes membership) throws IOException;

  /** Whether a member was removed from the cluster, as far as this member has applied. */
  boolean isRemoved(long member);

  /** Whether a member is in the cluster, as far as this member has applied. */
  boolean isMember(long member);

  /** Another member says that this one was removed from the cluster. */
  void removedSays(long member);
}
