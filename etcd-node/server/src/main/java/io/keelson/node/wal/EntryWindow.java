package io.keelson.node.wal;

import io.keelson.raft.ConfState;
import io.keelson.raft.Entry;
import java.util.ArrayDeque;
import java.util.List;

/**
 * The entries of a log after a base, without gaps. The base moves up when applied entries are more
 * than are kept, and when the log starts anew after a received snapshot.
 */
final class EntryWindow {
  private final Retention retention;
  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private WalSnapshot base;

  /** Whether the base is an entry that was left out. */
  private boolean isBaseMoved;

  /** Whether the entry at the base was read and is of its term. */
  private boolean isBaseHeld;

  private int appliedEntries;
  private long appliedBytes;

  /** No entries after a snapshot, whose own entry may yet come. */
  EntryWindow(WalSnapshot from, Retention retention) {
    this.base = from;
    this.isBaseHeld = from.index() == 0;
    this.retention = retention;
  }

  /** What the first entry follows; the configuration is known only of what came as a snapshot. */
  WalSnapshot base() {
    return base;
  }

  List<Entry> entries() {
    return List.copyOf(entries);
  }

  long lastIndex() {
    return entries.isEmpty() ? base.index() : entries.getLast().index();
  }

  /** Takes the next entry, which replaces all from its index on; false if it leaves a gap. */
  boolean add(Entry entry) {
    if (entry.index() <= base.index()) {
      clear();
      if (entry.index() == base.index() && isBaseMoved) {
        base = baseAt(entry);
      }
      isBaseHeld = entry.index() == base.index() && entry.term() == base.term();
      return true;
    }
    if (entry.index() > lastIndex() + 1) {
      return false;
    }
    while (lastIndex() >= entry.index()) {
      forget(entries.removeLast());
    }
    entries.add(entry);
    if (entry.index() <= retention.appliedIndex()) {
      appliedEntries++;
      appliedBytes += entry.sizeBytes();
    }
    while (appliedEntries > retention.entriesMax() || appliedBytes > retention.bytesMax()) {
      Entry oldest = entries.removeFirst();
      forget(oldest);
      base = baseAt(oldest);
      isBaseMoved = true;
      isBaseHeld = true;
    }
    return true;
  }

  private static WalSnapshot baseAt(Entry entry) {
    return new WalSnapshot(entry.index(), entry.term(), ConfState.EMPTY);
  }

  private void clear() {
    entries.clear();
    appliedEntries = 0;
    appliedBytes = 0;
  }

  private void forget(Entry entry) {
    if (entry.index() <= retention.appliedIndex()) {
      appliedEntries--;
      appliedBytes -= entry.sizeBytes();
    }
  }

  /** Whether the entries lead to a snapshot, so that it is of this log's own state. */
  boolean holds(WalSnapshot snapshot) {
    if (snapshot.index() <= base.index()) {
      return snapshot.index() < base.index() || isBaseHeld;
    }
    if (snapshot.index() > lastIndex()) {
      return false;
    }
    for (Entry entry : entries) {
      if (entry.index() == snapshot.index()) {
        return entry.term() == snapshot.term();
      }
    }
    return false;
  }

  /** What was before a received snapshot does not count any more. */
  void restartFrom(WalSnapshot received) {
    clear();
    base = received;
    isBaseMoved = false;
    isBaseHeld = true;
  }
}
