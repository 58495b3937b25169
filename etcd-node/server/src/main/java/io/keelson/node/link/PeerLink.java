package io.keelson.node.link;

import io.keelson.raft.Message;
import java.util.List;

/**
 * The way to the other members. Any thread; nothing here blocks or fails: what cannot be sent is
 * dropped and reported by {@link PeerHandler#unreachable}, for Raft sends again what matters.
 */
public interface PeerLink {
  /**
   * Sends messages, those to one member in their order. A message to a member that is not known is
   * dropped.
   */
  void send(List<Message> messages);

  /**
   * Sends a message of type SNAP together with the state machine it offers. The end is told by
   * {@link PeerHandler#snapshotSent}, exactly once; the body is closed in any case.
   */
  void sendSnapshot(Message message, SnapshotBody body);

  /** Says who the other members are from now on; connections to all others end. */
  void peers(List<Peer> others);

  /**
   * Since when there has been a connection to a member without a break, in nanoseconds of the
   * node's clock; {@link Long#MAX_VALUE} if there is none.
   */
  long activeSinceNanos(long member);
}
