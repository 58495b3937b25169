package io.keelson.raft;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was handed out to be written and what of it is durable. A write counts for as much of the
 * log as still is what was written: where another leader's entries took the place of written ones,
 * the answer of the disk says nothing about the new ones.
 */
final class Writes {
  private final RaftLog log;
  private final ArrayDeque<InFlight> inFlight = new ArrayDeque<>();
  private HardState handedOutHardState;
  private long nextNumber = 1;
  private @Nullable SnapshotMeta unwrittenSnapshot;
  private @Nullable SnapshotMeta durableSnapshot;

  Writes(RaftLog log, HardState recovered) {
    this.log = log;
    this.handedOutHardState = recovered;
  }

  private static final class InFlight {
    final long number;
    final HardState hardState;
    final @Nullable SnapshotMeta snapshot;
    long lastIndex;

    InFlight(long number, HardState hardState, @Nullable SnapshotMeta snapshot, long lastIndex) {
      this.number = number;
      this.hardState = hardState;
      this.snapshot = snapshot;
      this.lastIndex = lastIndex;
    }
  }

  HardState handedOutHardState() {
    return handedOutHardState;
  }

  /** The log was cut: entries after an index that are being written no longer count. */
  void truncatedAfter(long index) {
    for (InFlight write : inFlight) {
      write.lastIndex = Math.min(write.lastIndex, index);
    }
  }

  /** The log starts again behind a received state machine, which is to be written. */
  void restarted(SnapshotMeta snapshot) {
    truncatedAfter(0);
    unwrittenSnapshot = snapshot;
    durableSnapshot = null;
  }

  /**
   * What is to be written now, with the answers that wait for it or for what is being written; null
   * if nothing is.
   */
  @Nullable Persist take(HardState hardState, Outbox outbox) {
    boolean isBallotNew =
        hardState.term() != handedOutHardState.term()
            || hardState.vote() != handedOutHardState.vote();
    SnapshotMeta snapshot = unwrittenSnapshot;
    List<Entry> entries = log.takeUnwritten();
    boolean mustSync = isBallotNew || snapshot != null || !entries.isEmpty();
    if (!mustSync && (inFlight.isEmpty() || !outbox.hasReplies())) {
      // A commit index that moved alone travels with the next entries; losing it loses nothing.
      outbox.releaseReplies();
      return null;
    }
    boolean isHardStateNew = mustSync && !hardState.equals(handedOutHardState);
    if (isHardStateNew) {
      handedOutHardState = hardState;
    }
    unwrittenSnapshot = null;
    long number = nextNumber++;
    inFlight.add(new InFlight(number, handedOutHardState, snapshot, log.lastIndex()));
    return new Persist(
        number,
        isHardStateNew ? hardState : null,
        snapshot,
        entries,
        outbox.takeReplies(),
        mustSync);
  }

  /** The disk holds everything up to a number. Returns the hard state there, null if not news. */
  @Nullable HardState persisted(long number) {
    HardState durable = null;
    while (!inFlight.isEmpty() && inFlight.peek().number <= number) {
      InFlight done = inFlight.remove();
      log.persistedTo(done.lastIndex);
      durable = done.hardState;
      if (done.snapshot != null) {
        durableSnapshot = done.snapshot;
      }
    }
    return durable;
  }

  /** The received state machine that is now durable and takes the place of the one in use. */
  @Nullable SnapshotMeta takeRestore() {
    SnapshotMeta snapshot = durableSnapshot;
    durableSnapshot = null;
    return snapshot != null && log.restored(snapshot) ? snapshot : null;
  }
}
