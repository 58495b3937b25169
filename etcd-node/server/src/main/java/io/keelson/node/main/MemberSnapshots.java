package io.keelson.node.main;

import io.keelson.node.alarm.AlarmTable;
import io.keelson.node.apply.AppliedIndex;
import io.keelson.node.config.Versions;
import io.keelson.node.disk.Disk;
import io.keelson.node.engine.EngineOpener;
import io.keelson.node.engine.View;
import io.keelson.node.lease.LeaseListener;
import io.keelson.node.lease.LeaseTable;
import io.keelson.node.log.Logger;
import io.keelson.node.members.MemberTable;
import io.keelson.node.members.MemberTable.Identity;
import io.keelson.node.mvcc.MvccStore;
import io.keelson.node.replica.SnapshotSource;
import io.keelson.node.restore.SnapshotReceiver;
import io.keelson.node.restore.StoreFolders;
import io.keelson.node.snapshot.MemberSnapshot;
import io.keelson.raft.Message;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * State machines on their way to and from other members. Stores of received ones are built on a
 * thread of their own.
 */
final class MemberSnapshots implements SnapshotSource {
  private final MvccStore store;
  private final SnapshotReceiver receiver;
  private final JobQueue builder;

  /**
   * What snapshots work with.
   *
   * @param builder runs what builds a store
   * @param learnersMax learners allowed at a time
   * @param handOver takes the message of a received state machine for Raft
   */
  record Parts(
      Disk disk,
      StoreFolders folders,
      Identity self,
      MvccStore store,
      AppliedIndex appliedIndex,
      EngineOpener engines,
      JobQueue builder,
      Duration patience,
      int learnersMax,
      Consumer<Message> handOver,
      Logger log) {}

  MemberSnapshots(Parts parts) {
    this.store = parts.store();
    this.builder = parts.builder();
    this.receiver =
        new SnapshotReceiver(
            new SnapshotReceiver.Parts(
                new SnapshotReceiver.Place(
                    parts.disk(), parts.folders(), parts.engines(), parts.patience()),
                parts.self(),
                Versions.CLUSTER,
                view -> readTables(view, parts.learnersMax()),
                builder::execute,
                parts.appliedIndex()::get,
                parts.handOver(),
                parts.log()));
  }

  /** Where others send to. */
  SnapshotReceiver receiver() {
    return receiver;
  }

  @Override
  public Taken take() {
    MemberSnapshot snapshot = new MemberSnapshot(store.view());
    return new Taken(snapshot.meta(), snapshot);
  }

  @Override
  public void decided(long index, boolean isAccepted) {
    receiver.decided(index, isAccepted);
  }

  /** What a start would read; here it may fail without harm. */
  private static void readTables(View view, int learnersMax) {
    MemberTable members = new MemberTable(view, learnersMax);
    if (members.identity() == null) {
      throw new IllegalStateException("the store belongs to nobody");
    }
    new AlarmTable(view).alarms();
    new LeaseTable(view, 1, LeaseListener.NONE).size();
  }

  /** Ends; a store that is being built is deleted by the next start. */
  void stop() throws InterruptedException {
    builder.stop();
  }
}
