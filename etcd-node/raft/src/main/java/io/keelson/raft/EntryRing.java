package io.keelson.raft;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Entries with consecutive positions in a growing ring: reading one, appending at the end and
 * dropping at either end take constant time. Positions count from the oldest entry kept.
 */
final class EntryRing {
  private static final int CAPACITY_MIN = 64;

  private @Nullable Entry[] slots = new @Nullable Entry[CAPACITY_MIN];
  private int head;
  private int size;

  int size() {
    return size;
  }

  /** The entry at a position from 0 to size - 1. */
  Entry get(int position) {
    Invariant.check(position >= 0 && position < size, "within the ring", position, size);
    Entry entry = slots[(head + position) & (slots.length - 1)];
    if (entry == null) {
      throw new Invariant.BrokenInvariantException("a slot of the ring is empty");
    }
    return entry;
  }

  void append(Entry entry) {
    if (size == slots.length) {
      resize(slots.length * 2);
    }
    slots[(head + size) & (slots.length - 1)] = entry;
    size++;
  }

  /** Drops the oldest entry. */
  void dropFirst() {
    Invariant.check(size > 0, "the ring holds an entry");
    slots[head] = null;
    head = (head + 1) & (slots.length - 1);
    size--;
    if (slots.length > CAPACITY_MIN && size < slots.length / 8) {
      resize(slots.length / 2);
    }
  }

  /** Keeps so many of the oldest entries and drops the rest. */
  void truncate(int keep) {
    while (size > keep) {
      size--;
      slots[(head + size) & (slots.length - 1)] = null;
    }
  }

  void clear() {
    Arrays.fill(slots, null);
    head = 0;
    size = 0;
  }

  /** An immutable copy of the entries at positions from (inclusive) to (exclusive). */
  List<Entry> slice(int from, int to) {
    Entry[] copy = new Entry[to - from];
    for (int i = from; i < to; i++) {
      copy[i - from] = get(i);
    }
    return List.of(copy);
  }

  private void resize(int capacity) {
    @Nullable Entry[] next = new @Nullable Entry[capacity];
    for (int i = 0; i < size; i++) {
      next[i] = slots[(head + i) & (slots.length - 1)];
    }
    slots = next;
    head = 0;
  }
}
