package io.keelson.node.snapshot;

import io.keelson.bytes.Bytes;
import io.keelson.node.link.SnapshotBody;
import io.keelson.node.members.MemberTable;
import io.keelson.node.members.MembershipJson;
import io.keelson.node.mvcc.MvccStore.Applied;
import io.keelson.node.mvcc.StoreMarks;
import io.keelson.node.mvcc.StoreView;
import io.keelson.raft.SnapshotMeta;

/**
 * The state machine for another member: the store after exactly one applied entry, the members in
 * the form that older members read, and what Raft must say of it, all of one view. Taking one is
 * quick; the first pass over the store, which finds out where the file's pages lie, is made by the
 * thread that reads first. No copy is made.
 */
public final class MemberSnapshot implements SnapshotBody {
  private final SnapshotMeta meta;
  private final Bytes membership;
  private final StoreSnapshot store;

  /**
   * Prepares a file.
   *
   * @param view a retained view; released on close
   */
  public MemberSnapshot(StoreView view) {
    Applied applied = StoreMarks.read(view.view()).applied();
    this.meta =
        new SnapshotMeta(applied.index(), applied.term(), MemberTable.confState(view.view()));
    this.membership = MembershipJson.of(MemberTable.membership(view.view())).encode();
    this.store = new StoreSnapshot(view);
  }

  /** What the message for the other member must say. */
  public SnapshotMeta meta() {
    return meta;
  }

  @Override
  public Bytes membership() {
    return membership;
  }

  @Override
  public long sizeBytes() {
    return store.sizeBytes();
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    return store.read(target, offset, length);
  }

  @Override
  public void close() {
    store.close();
  }
}
