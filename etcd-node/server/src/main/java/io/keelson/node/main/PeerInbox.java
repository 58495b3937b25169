package io.keelson.node.main;

import io.keelson.bytes.Bytes;
import io.keelson.node.link.PeerHandler;
import io.keelson.node.link.SnapshotSink;
import io.keelson.raft.Message;
import java.io.IOException;

/** Carries what other members send to the parts of a node that is complete before it comes. */
final class PeerInbox implements PeerHandler {
  private final NodeAssembly node;

  PeerInbox(NodeAssembly node) {
    this.node = node;
  }

  @Override
  public void received(Message message) {
    node.replica().received(message);
  }

  @Override
  public void unreachable(long member) {
    node.replica().unreachable(member);
  }

  @Override
  public void snapshotSent(long member, boolean isAccepted) {
    node.replica().snapshotSent(member, isAccepted);
  }

  @Override
  public SnapshotSink openSnapshot(Message message, Bytes membership) throws IOException {
    return node.snapshots().receiver().open(message, membership);
  }

  @Override
  public boolean isRemoved(long member) {
    return node.members().membership().isRemoved(member);
  }

  @Override
  public boolean isMember(long member) {
    return node.members().membership().member(member) != null;
  }

  @Override
  public void removedSays(long member) {
    node.removalNews().said(member);
  }
}
