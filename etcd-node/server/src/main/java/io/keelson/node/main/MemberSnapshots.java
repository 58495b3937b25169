package io.keelson.node.main;

import io.keelson.node.alarm.AlarmTable;
import io.keelson.node.apply.AppliedIndex;
import io.keelson.node.config.Versions;
import io.keelson.node.disk.Disk;
import io.keelson.node.engine.View;
import io.keelson.node.lease.Lease;
import io.keelson.node.lease.LeaseListener;
import io.keelson.node.lease.LeaseTable;
import io.keelson.node.log.Logger;
import io.keelson.node.members.MemberTable;
import io.keelson.node.members.MemberTable.Identity;
import io.keelson.node.mvcc.MvccStore;
import io.keelson.node.restore.SnapshotReceiver;
import io.keelson.node.restore.StoreFolders;
import io.keelson.node.snapshot.MemberSnapshot;
import io.keelson.raft.Message;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * State machines on their way to and from other members. Stores of received ones are built on a
 * thread of their own.
 */
final class MemberSnapshots {
  private final MvccStore store;
  private final SnapshotReceiver receiver;
  private final ExecutorService builder =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("snapshot").daemon(true).factory());

  /**
   * What snapshots work with.
   *
   * @param handOver takes the message of a received state machine for Raft
   */
  record Parts(
      Disk disk,
      StoreFolders folders,
      Identity self,
      MvccStore store,
      AppliedIndex appliedIndex,
      Consumer<Message> handOver,
      Logger log) {}

  MemberSnapshots(Parts parts) {
    this.store = parts.store();
    this.receiver =
        new SnapshotReceiver(
            new SnapshotReceiver.Parts(
                parts.disk(),
                parts.folders(),
                parts.self(),
                Versions.CLUSTER,
                MemberSnapshots::readTables,
                builder,
                parts.appliedIndex()::get,
                parts.handOver(),
                parts.log()));
  }

  /** Where others send to. */
  SnapshotReceiver receiver() {
    return receiver;
  }

  /** The state machine as it is now, for another member; to be closed. Any thread. */
  MemberSnapshot take() {
    return new MemberSnapshot(store.view());
  }

  /** What a start would read; here it may fail without harm. */
  static void readTables(View view) {
    MemberTable members = new MemberTable(view);
    if (members.identity() == null) {
      throw new IllegalStateException("the store belongs to nobody");
    }
    new AlarmTable(view).alarms();
    new LeaseTable(view, 1, new Nobody()).size();
  }

  private static final class Nobody implements LeaseListener {
    @Override
    public void granted(Lease lease) {}

    @Override
    public void revoked(Lease lease) {}

    @Override
    public void checkpointed(Lease lease) {}

    @Override
    public void replaced() {}
  }

  /** Ends; a store that is being built is deleted by the next start. */
  void stop() {
    builder.shutdownNow();
  }
}
