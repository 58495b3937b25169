package io.keelson.node.main;

import io.keelson.node.config.RaftConfig;
import io.keelson.node.engine.Engine;
import io.keelson.node.members.MemberTable;
import io.keelson.node.mvcc.MvccStore;
import io.keelson.node.replica.Replica;
import io.keelson.node.wal.WalSnapshot;
import io.keelson.raft.ConfState;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets old log segments go once the store holds their effects durably. Looks every so many entries;
 * when the store has not written its memory to disk for long it is told to, which bounds what a
 * restart has to replay. On the apply thread, except for what it hands to maintenance.
 */
final class LogTrimmer {
  /** A cold JVM applies some 50,000 small entries a second: what a start may take decides. */
  private static final long UNFLUSHED_ENTRIES_MAX = 20_000;

  private final MvccStore store;
  private final Engine engine;
  private final Maintenance maintenance;
  private final Replica replica;
  private final MemberTable members;
  private final long everyEntries;
  private final long retainedEntries;
  private final long replayedUpTo;
  private boolean isReplaying = true;
  private long lookedAt;
  private long snapshotIndex;
  private final List<Long> records = new ArrayList<>();

  LogTrimmer(
      MvccStore store,
      Engine engine,
      Maintenance maintenance,
      Replica replica,
      MemberTable members,
      RaftConfig config,
      long replayedUpTo) {
    this.store = store;
    this.engine = engine;
    this.maintenance = maintenance;
    this.replica = replica;
    this.members = members;
    this.everyEntries = Math.max(1, config.snapshotCount());
    this.retainedEntries = config.snapshotCatchUpEntries();
    this.replayedUpTo = replayedUpTo;
  }

  /** Everything up to an index is applied. */
  void applied(long index) {
    if (isReplaying && index >= replayedUpTo) {
      isReplaying = false;
      maintenance.execute("flushing what was replayed", () -> flushAfter(index, everyEntries));
    }
    if (index - lookedAt < everyEntries) {
      return;
    }
    lookedAt = index;
    ConfState confState = members.confState();
    maintenance.execute("trimming the log", () -> look(index, confState));
  }

  /** Everything up to an index came with a received store, which is durable. */
  void restored(long index) {
    isReplaying = false;
    lookedAt = index;
  }

  private void look(long index, ConfState confState) {
    MvccStore.Applied durable = store.durableApplied();
    if (durable.index() > snapshotIndex) {
      snapshotIndex = durable.index();
      records.add(durable.index());
      replica.storeIsDurable(
          new WalSnapshot(durable.index(), durable.term(), confState), releaseIndex());
    }
    flushAfter(index, UNFLUSHED_ENTRIES_MAX);
  }

  /**
   * The log stays from the newest record on that is so far back that all that Raft keeps for
   * members that lag comes after it; 0 while there is none. Maintenance's thread.
   */
  private long releaseIndex() {
    while (records.size() > 1 && records.get(1) <= snapshotIndex - retainedEntries) {
      records.removeFirst();
    }
    return records.getFirst() <= snapshotIndex - retainedEntries ? records.getFirst() : 0;
  }

  /** A member that is killed again and again must not replay more each time. */
  private void flushAfter(long index, long unflushedMax) {
    if (index - store.durableApplied().index() > unflushedMax) {
      engine.flush(false);
    }
  }
}
