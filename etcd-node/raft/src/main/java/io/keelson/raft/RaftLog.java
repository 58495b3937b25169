package io.keelson.raft;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of the log that is in memory: entries after {@link #compactedIndex}. Those up to {@link
 * #writtenIndex} were handed out to be written, those up to {@link #persistedIndex} are known to be
 * on this node's disk.
 *
 * <p>Always: compacted ≤ handed out ≤ min(committed, persisted) ≤ last, and persisted ≤ written ≤
 * last. While a received state machine is not yet in force ({@link #isRestoring}) the log already
 * starts behind it: its index counts as persisted, which is true of a quorum, and nothing is handed
 * out.
 */
final class RaftLog {
  private final EntryRing entries = new EntryRing();
  private long compactedIndex;
  private long compactedTerm;
  private long writtenIndex;
  private long persistedIndex;
  private long committedIndex;
  private long handedOutIndex;
  private long appliedIndex;
  private long appliedBytes;
  private @Nullable SnapshotMeta restoring;

  /** Starts with entries read from disk, of which the state machine has applied some. */
  RaftLog(Raft.Recovered recovered) {
    compactedIndex = recovered.compactedIndex();
    compactedTerm = recovered.compactedTerm();
    for (Entry entry : recovered.entries()) {
      Invariant.check(
          entry.index() == lastIndex() + 1, "log has no gaps", entry.index(), lastIndex());
      entries.append(entry);
    }
    long applied = recovered.appliedIndex();
    Invariant.check(compactedIndex <= applied, "compacted <= applied", compactedIndex, applied);
    Invariant.check(applied <= lastIndex(), "applied <= last", applied, lastIndex());
    writtenIndex = lastIndex();
    persistedIndex = lastIndex();
    committedIndex = Math.max(applied, Math.min(recovered.hardState().commit(), lastIndex()));
    handedOutIndex = applied;
    appliedIndex = compactedIndex;
    countApplied(applied);
  }

  long compactedIndex() {
    return compactedIndex;
  }

  long lastIndex() {
    return compactedIndex + entries.size();
  }

  long lastTerm() {
    return entries.size() == 0 ? compactedTerm : entries.get(entries.size() - 1).term();
  }

  long writtenIndex() {
    return writtenIndex;
  }

  long persistedIndex() {
    return persistedIndex;
  }

  long committedIndex() {
    return committedIndex;
  }

  long appliedIndex() {
    return appliedIndex;
  }

  /** Bytes of applied entries that are kept for members that lag. */
  long retainedBytes() {
    return appliedBytes;
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

  /** Whether the log holds an entry of this term at an index that is in memory. */
  boolean contains(long index, long term) {
    return index >= compactedIndex && index <= lastIndex() && term(index) == term;
  }

  /** Whether a log that ends with this entry is at least as up to date (thesis, 3.6.1). */
  boolean isUpToDate(long otherLastTerm, long otherLastIndex) {
    return otherLastTerm > lastTerm()
        || (otherLastTerm == lastTerm() && otherLastIndex >= lastIndex());
  }

  /**
   * The largest index from {@code compactedIndex - 1} to a bound whose term is not above the given
   * one: where a log that has such a term there may still agree with this one. Terms never fall
   * along a log, so halving finds it.
   */
  long lastIndexOfTermUpTo(long bound, long term) {
    long low = compactedIndex - 1;
    long high = Math.min(bound, lastIndex());
    if (high < low) {
      return high;
    }
    while (low < high) {
      long middle = low + (high - low + 1) / 2;
      if (term(middle) <= term) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return Math.max(0, low);
  }

  /** Entries from an index on, of which those together are at most so many bytes, at least one. */
  List<Entry> slice(long from, long bytesMax) {
    if (from > lastIndex()) {
      return List.of();
    }
    long end = from;
    long bytes = 0;
    do {
      bytes += entry(end).sizeBytes();
      end++;
    } while (end <= lastIndex() && bytes + entry(end).sizeBytes() <= bytesMax);
    return entries.slice(position(from), position(end));
  }

  /** Appends one entry after the last. */
  void append(Entry entry) {
    Invariant.check(
        entry.index() == lastIndex() + 1,
        "append follows the last entry",
        entry.index(),
        lastIndex());
    entries.append(entry);
  }

  /** Drops what follows an index because another leader's entries take the place. */
  void truncateAfter(long index) {
    Invariant.check(index >= committedIndex, "committed stays", index, committedIndex);
    entries.truncate((int) (index - compactedIndex));
    writtenIndex = Math.min(writtenIndex, index);
    persistedIndex = Math.min(persistedIndex, index);
  }

  /** The entries that were not handed out to be written; they count as written from now on. */
  List<Entry> takeUnwritten() {
    if (writtenIndex == lastIndex()) {
      return List.of();
    }
    List<Entry> taken = entries.slice(position(writtenIndex + 1), entries.size());
    writtenIndex = lastIndex();
    return taken;
  }

  /** This node's disk holds everything up to an index. */
  void persistedTo(long index) {
    if (index > persistedIndex) {
      Invariant.check(index <= writtenIndex, "persisted was written", index, writtenIndex);
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
    if (!hasCommitted()) {
      return List.of();
    }
    long end = Math.min(committedIndex, persistedIndex);
    long from = handedOutIndex + 1;
    long bytes = entry(from).sizeBytes();
    handedOutIndex = from;
    while (handedOutIndex < end) {
      bytes += entry(handedOutIndex + 1).sizeBytes();
      if (bytes > bytesMax) {
        break;
      }
      handedOutIndex++;
    }
    return entries.slice(position(from), position(handedOutIndex + 1));
  }

  /** Whether {@link #takeCommitted} would return something. */
  boolean hasCommitted() {
    return restoring == null && Math.min(committedIndex, persistedIndex) > handedOutIndex;
  }

  /** Starts again behind a received state machine. */
  void restore(SnapshotMeta snapshot) {
    Invariant.check(
        snapshot.index() > committedIndex, "only forward", snapshot.index(), committedIndex);
    entries.clear();
    compactedIndex = snapshot.index();
    compactedTerm = snapshot.term();
    writtenIndex = compactedIndex;
    persistedIndex = compactedIndex;
    committedIndex = compactedIndex;
    handedOutIndex = compactedIndex;
    appliedBytes = 0;
    restoring = snapshot;
  }

  /** Whether a received state machine is not yet in force. */
  boolean isRestoring() {
    return restoring != null;
  }

  /** A received state machine is handed over; false if a later one has come since. */
  boolean restored(SnapshotMeta snapshot) {
    if (!snapshot.equals(restoring)) {
      return false;
    }
    restoring = null;
    return true;
  }

  /** The state machine has applied everything up to an index. */
  void applied(long index) {
    Invariant.check(index >= appliedIndex, "applied index grows", index, appliedIndex);
    Invariant.check(index <= handedOutIndex, "applied what was handed out", index, handedOutIndex);
    countApplied(index);
  }

  /** Drops applied entries, the oldest first, until no more than so many are left. */
  void retain(long entriesMax, long bytesMax) {
    while (compactedIndex < appliedIndex
        && (appliedIndex - compactedIndex > entriesMax || appliedBytes > bytesMax)) {
      Entry oldest = entries.get(0);
      appliedBytes -= oldest.sizeBytes();
      compactedIndex = oldest.index();
      compactedTerm = oldest.term();
      entries.dropFirst();
    }
  }

  private void countApplied(long index) {
    for (long i = Math.max(appliedIndex, compactedIndex) + 1; i <= index; i++) {
      appliedBytes += entry(i).sizeBytes();
    }
    appliedIndex = index;
  }

  private Entry entry(long index) {
    return entries.get(position(index));
  }

  private int position(long index) {
    return (int) (index - compactedIndex - 1);
  }

  void invariant() {
    Invariant.check(compactedIndex <= handedOutIndex, "compacted <= handed out");
    Invariant.check(
        handedOutIndex <= Math.min(committedIndex, persistedIndex), "applied only what is durable");
    Invariant.check(persistedIndex <= writtenIndex, "persisted <= written");
    Invariant.check(writtenIndex <= lastIndex(), "written <= last");
    Invariant.check(committedIndex <= lastIndex(), "committed <= last");
    Invariant.check(appliedIndex <= handedOutIndex, "applied <= handed out");
  }
}
