package io.keelson.node.watch;

import io.keelson.bytes.Bytes;
import io.keelson.node.mvcc.Change;
import io.keelson.node.mvcc.ChangeCursor;
import io.keelson.node.mvcc.KeyRange;
import io.keelson.node.mvcc.StoreView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a bounded piece of history for the lagging watchers of one stream. Runs on a reader's
 * thread and holds nothing up: it has its own view of the store, and touches nothing of the
 * watchers but what never changes.
 */
final class CatchUp {
  private static final int ROWS_MAX = 8192;
  private static final long BYTES_MAX = 1L << 20;

  private final List<Target> targets;
  private final long revisionBytesMax;
  private final Map<Bytes, List<Target>> singles = new HashMap<>();
  private final TreeMap<KeyRange, List<Target>> ranges = new TreeMap<>(IntervalTree.ORDER);
  private final IntervalTree<List<Target>> tree = new IntervalTree<>();
  private final List<Target> matched = new ArrayList<>();

  CatchUp(List<Watcher> watchers, long revisionBytesMax) {
    this.revisionBytesMax = revisionBytesMax;
    targets = new ArrayList<>(watchers.size());
    for (Watcher watcher : watchers) {
      targets.add(new Target(watcher, watcher.nextRevision));
    }
  }

  /** A watcher and what was found for it. */
  static final class Target {
    private final Watcher watcher;
    private final long nextRevision;
    private List<WatchEvent> events = new ArrayList<>();
    private boolean isTooLarge;

    private Target(Watcher watcher, long nextRevision) {
      this.watcher = watcher;
      this.nextRevision = nextRevision;
    }

    Watcher watcher() {
      return watcher;
    }

    /** What the watcher missed up to the slice's end. */
    List<WatchEvent> events() {
      return events;
    }

    /** Whether one revision has more for the watcher than may be held in memory. */
    boolean isTooLarge() {
      return isTooLarge;
    }
  }

  /**
   * What was found.
   *
   * @param targets all the watchers
   * @param through everything up to this revision was looked at
   * @param compactRevision watchers whose next revision is before this one have lost something
   */
  record Slice(List<Target> targets, long through, long compactRevision) {}

  /** Reads from the lowest revision that any of the watchers misses. */
  Slice read(StoreView view) {
    long from = Long.MAX_VALUE;
    for (Target target : targets) {
      if (target.nextRevision >= view.compactRevision()) {
        from = Math.min(from, target.nextRevision);
        add(target);
      }
    }
    long through = from > view.revision() ? view.revision() : read(view, Math.max(from, 1));
    return new Slice(targets, through, view.compactRevision());
  }

  private void add(Target target) {
    KeyRange range = target.watcher.range;
    if (range.isSingle()) {
      singles.computeIfAbsent(range.from(), key -> new ArrayList<>()).add(target);
      return;
    }
    List<Target> same = ranges.get(range);
    if (same == null) {
      same = new ArrayList<>();
      ranges.put(range, same);
      tree.add(range, same);
    }
    same.add(target);
  }

  private long read(StoreView view, long from) {
    long bytes = 0;
    long revisionBytes = 0;
    long revision = from;
    int rows = 0;
    try (ChangeCursor history = view.changesFrom(from)) {
      while (history.next()) {
        if (history.revision() != revision) {
          if (rows >= ROWS_MAX || bytes >= BYTES_MAX) {
            return history.revision() - 1;
          }
          revision = history.revision();
          revisionBytes = 0;
        }
        rows++;
        @Nullable Change change = history.change(this::isWatched);
        if (change != null) {
          bytes += change.bytes();
          revisionBytes += change.bytes();
          give(new WatchEvent(change), view, revisionBytes > revisionBytesMax);
        }
      }
    }
    return view.revision();
  }

  private boolean isWatched(Bytes key) {
    matched.clear();
    List<Target> same = singles.get(key);
    if (same != null) {
      matched.addAll(same);
    }
    tree.forEachAt(key, matched::addAll);
    return !matched.isEmpty();
  }

  private void give(WatchEvent event, StoreView view, boolean isTooLarge) {
    for (Target target : matched) {
      WatchRequest.Create wants = target.watcher.wants;
      if (!Watcher.isWanted(wants, target.nextRevision, event) || target.isTooLarge) {
        continue;
      }
      if (isTooLarge) {
        target.isTooLarge = true;
        target.events = List.of();
        continue;
      }
      if (wants.isPrevKvWanted()) {
        event.encodedWithPrevious(view);
      } else {
        event.encoded();
      }
      target.events.add(event);
    }
  }
}
