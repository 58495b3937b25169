package io.keelson.raft;

import java.util.ArrayList;
import java.util.List;

/**
 * The part of the log that is in memory: entries after {@link #compactedIndex}, of which those up
 * to {@link #persistedIndex} are known to be on this node's disk and the rest is the unstable part.
 *
 * <p>Always: compacted ≤ handedOut ≤ min(committed, persisted) ≤ last.
 */
final class RaftLog {
  private final ArrayList<Entry> entries = new ArrayList<>();
  private long compactedIndex;
  private long compactedTerm;
  private long persistedIndex;
  private long committedIndex;
  private long handedOutIndex;

  /** Starts after an index that the state machine has applied, with entries read from disk. */
  RaftLog(long appliedIndex, long appliedTerm, List<Entry> persisted, long committedIndex) {
    this.compactedIndex = appliedIndex;
    this.compactedTerm = appliedTerm;
    this.handedOutIndex = appliedIndex;
    for (Entry entry : persisted) {
      Invariant.check(
          entry.index() == lastIndex() + 1, "log has no gaps", entry.index(), lastIndex());
      entries.add(entry);
    }
    this.persistedIndex = lastIndex();
    this.committedIndex = Math.max(appliedIndex, Math.min(committedIndex, lastIndex()));
  }

  long compactedIndex() {
    return compactedIndex;
  }

  long lastIndex() {
    return compactedIndex + entries.size();
  }

  long lastTerm() {
    return entries.isEmpty() ? compactedTerm : entries.getLast().term();
  }

  long persistedIndex() {
    return persistedIndex;
  }

  long committedIndex() {
    return committedIndex;
  }

  /** Term of the entry at an index, 0 if the index is not in memory. */
  long term(long index) {
    if (index == compactedIndex) {
      return compactedTerm;
    }
    if (index < compactedIndex || index > lastIndex()) {
      return 0;
    }
    return entry(index).term();
  }

  /** Appends one entry after the last. */
  void append(Entry entry) {
    Invariant.check(
        entry.index() == lastIndex() + 1,
        "append follows the last entry",
        entry.index(),
        lastIndex());
    entries.add(entry);
  }

  /** This node's disk holds everything up to an index. */
  void persistedTo(long index) {
    if (index > persistedIndex) {
      Invariant.check(index <= lastIndex(), "persisted within the log", index, lastIndex());
      persistedIndex = index;
    }
  }

  /** A quorum holds everything up to an index. Returns whether that is news. */
  boolean commitTo(long index) {
    if (index <= committedIndex) {
      return false;
    }
    Invariant.check(index <= lastIndex(), "commit within the log", index, lastIndex());
    committedIndex = index;
    return true;
  }

  /** The next entries to apply, at most so many bytes but at least one if there is one. */
  List<Entry> takeCommitted(long bytesMax) {
    long end = Math.min(committedIndex, persistedIndex);
    if (end <= handedOutIndex) {
      return List.of();
    }
    List<Entry> taken = new ArrayList<>((int) Math.min(end - handedOutIndex, 1024));
    long bytes = 0;
    while (handedOutIndex < end) {
      Entry next = entry(handedOutIndex + 1);
      bytes += next.sizeBytes();
      if (!taken.isEmpty() && bytes > bytesMax) {
        break;
      }
      taken.add(next);
      handedOutIndex++;
    }
    return taken;
  }

  /** Whether {@link #takeCommitted} would return something. */
  boolean hasCommitted() {
    return Math.min(committedIndex, persistedIndex) > handedOutIndex;
  }

  /** Whether an entry of this kind is committed but not yet applied, or not even committed. */
  boolean hasPendingConfChange(long appliedIndex) {
    for (long index = Math.max(appliedIndex, compactedIndex) + 1; index <= lastIndex(); index++) {
      if (entry(index).type() != EntryType.NORMAL) {
        return true;
      }
    }
    return false;
  }

  /** Drops entries up to an index from memory. */
  void compactTo(long index) {
    long target = Math.min(index, handedOutIndex);
    if (target <= compactedIndex) {
      return;
    }
    compactedTerm = entry(target).term();
    entries.subList(0, (int) (target - compactedIndex)).clear();
    compactedIndex = target;
  }

  private Entry entry(long index) {
    return entries.get((int) (index - compactedIndex - 1));
  }

  void invariant() {
    Invariant.check(compactedIndex <= handedOutIndex, "compacted <= handed out");
    Invariant.check(
        handedOutIndex <= Math.min(committedIndex, persistedIndex), "applied only what is durable");
    Invariant.check(persistedIndex <= lastIndex(), "persisted <= last");
    Invariant.check(committedIndex <= lastIndex(), "committed <= last");
  }
}
