package io.keelson.node.watch;

import io.keelson.bytes.Bytes;
import io.keelson.node.mvcc.KeyRange;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the watchers of a key. Watchers of single keys are looked up; those of ranges are found in
 * an {@link IntervalTree}, in O(log n) beside those found. Adding and removing a watcher of a range
 * that others watch too is O(1): they are linked to each other.
 */
final class WatcherIndex {
  private final Map<Bytes, Slot> singles = new HashMap<>();
  private final TreeMap<KeyRange, Slot> ranges = new TreeMap<>(IntervalTree.ORDER);
  private final IntervalTree<Slot> tree = new IntervalTree<>();
  private int size;

  /** Watchers with the same keys. */
  static final class Slot {
    private final KeyRange range;
    private @Nullable Watcher first;

    private Slot(KeyRange range) {
      this.range = range;
    }

    private void forEach(Consumer<Watcher> action) {
      for (Watcher watcher = first; watcher != null; watcher = watcher.after) {
        action.accept(watcher);
      }
    }
  }

  int size() {
    return size;
  }

  void add(Watcher watcher) {
    Slot slot = watcher.range.isSingle() ? single(watcher.range) : range(watcher.range);
    watcher.slot = slot;
    watcher.before = null;
    watcher.after = slot.first;
    if (slot.first != null) {
      slot.first.before = watcher;
    }
    slot.first = watcher;
    size++;
  }

  private Slot single(KeyRange range) {
    return singles.computeIfAbsent(range.from(), key -> new Slot(range));
  }

  private Slot range(KeyRange range) {
    Slot slot = ranges.get(range);
    if (slot == null) {
      slot = new Slot(range);
      ranges.put(range, slot);
      tree.add(range, slot);
    }
    return slot;
  }

  /** Removes a watcher that is here. */
  void remove(Watcher watcher) {
    Slot slot = watcher.slot;
    if (slot == null) {
      throw new IllegalStateException("the watcher is not in the index");
    }
    if (watcher.before == null) {
      slot.first = watcher.after;
    } else {
      watcher.before.after = watcher.after;
    }
    if (watcher.after != null) {
      watcher.after.before = watcher.before;
    }
    watcher.slot = null;
    watcher.before = null;
    watcher.after = null;
    size--;
    if (slot.first == null) {
      drop(slot);
    }
  }

  private void drop(Slot slot) {
    if (slot.range.isSingle()) {
      singles.remove(slot.range.from());
    } else {
      ranges.remove(slot.range);
      tree.remove(slot.range);
    }
  }

  /** Calls the action with each watcher of a key; it must not change the index. */
  void forEach(Bytes key, Consumer<Watcher> action) {
    Slot single = singles.get(key);
    if (single != null) {
      single.forEach(action);
    }
    tree.forEachAt(key, slot -> slot.forEach(action));
  }

  /** Calls the action with each watcher; it must not change the index. */
  void forEach(Consumer<Watcher> action) {
    singles.values().forEach(slot -> slot.forEach(action));
    ranges.values().forEach(slot -> slot.forEach(action));
  }
}
