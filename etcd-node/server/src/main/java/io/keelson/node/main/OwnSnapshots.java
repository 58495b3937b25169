package io.keelson.node.main;

import io.keelson.node.mvcc.MvccStore;
import io.keelson.node.replica.SnapshotSource;
import io.keelson.node.restore.SnapshotReceiver;
import io.keelson.node.snapshot.MemberSnapshot;
import java.util.function.Supplier;

/** This member's state machine for others, and theirs for it. */
final class OwnSnapshots implements SnapshotSource {
  private final MvccStore store;
  private final Supplier<SnapshotReceiver> receiver;

  OwnSnapshots(MvccStore store, Supplier<SnapshotReceiver> receiver) {
    this.store = store;
    this.receiver = receiver;
  }

  @Override
  public Taken take() {
    MemberSnapshot snapshot = new MemberSnapshot(store.view());
    return new Taken(snapshot.meta(), snapshot);
  }

  @Override
  public void decided(long index, boolean isAccepted) {
    receiver.get().decided(index, isAccepted);
  }
}
