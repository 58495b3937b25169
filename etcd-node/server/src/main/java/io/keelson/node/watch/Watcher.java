package io.keelson.node.watch;

import io.keelson.node.mvcc.KeyRange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One watcher. Live watchers are in the hub's {@link WatcherIndex} and hear of each block of
 * changes as it comes; lagging ones wait in their {@link WatchSession} for what they missed. Owned
 * by the hub's thread, but for what never changes.
 */
final class Watcher {
  private static final int OVERHEAD_BYTES = 320;

  final WatchSession session;
  final long id;
  final KeyRange range;
  final long startRevision;
  final WatchRequest.Create wants;

  /** Live: the first revision to hear of. Lagging: the first one not heard of. */
  long nextRevision;

  State state = State.LIVE;

  /** Whether the next progress notification is due; not when events were sent since the last. */
  boolean isProgressDue;

  // Place in the index, owned by WatcherIndex.
  WatcherIndex.@Nullable Slot slot;
  @Nullable Watcher before;
  @Nullable Watcher after;

  private @Nullable List<WatchEvent> pending;

  enum State {
    LIVE,
    LAGGING,
    /** Ended because what it waited for is compacted; its id stays taken until it is cancelled. */
    COMPACTED,
    ENDED
  }

  Watcher(WatchSession session, long id, KeyRange range, WatchRequest.Create wants) {
    this.session = session;
    this.id = id;
    this.range = range;
    this.wants = wants;
    this.startRevision = wants.startRevision();
    this.isProgressDue = wants.isProgressWanted();
  }

  /** Memory that a watcher takes, about. */
  static long bytes(WatchRequest.Create wants) {
    return OVERHEAD_BYTES + 2L * wants.key().length() + wants.rangeEnd().length();
  }

  /** Whether an event is one that the watcher asked for and has not heard of. Any thread. */
  static boolean isWanted(WatchRequest.Create wants, long nextRevision, WatchEvent event) {
    return event.revision() >= nextRevision
        && !(event.isDelete() ? wants.isDeleteLeftOut() : wants.isPutLeftOut());
  }

  /** Adds an event of the current block; true if it is the first. */
  boolean add(WatchEvent event) {
    List<WatchEvent> events = pending;
    boolean isFirst = events == null;
    if (events == null) {
      events = new ArrayList<>(1);
      pending = events;
    }
    events.add(event);
    return isFirst;
  }

  /** Takes the events of the current block. */
  List<WatchEvent> takePending() {
    List<WatchEvent> events = pending;
    pending = null;
    return events == null ? List.of() : events;
  }
}
