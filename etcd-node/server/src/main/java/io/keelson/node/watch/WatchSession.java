package io.keelson.node.watch;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/** One watch stream and its watchers. Owned by the hub's thread; others only pass it around. */
public final class WatchSession {
  private final WatchClient client;
  private final Map<Long, Watcher> watchers = new HashMap<>();
  private final LinkedHashSet<Watcher> lagging = new LinkedHashSet<>();
  private long nextId;
  private int progressWatchers;

  long watcherBytes;
  long progressDeadlineNanos;

  /** Whether history is being read for this stream. */
  boolean isReading;

  /** Whether the stream waits for its turn to have history read. */
  boolean isQueued;

  /** Whether the client's next request was not let in yet, because the client does not read. */
  boolean owesRequest;

  boolean isClosed;

  WatchSession(WatchClient client) {
    this.client = client;
  }

  WatchClient client() {
    return client;
  }

  /** An id that no watcher of the stream has, as upstream picks it. */
  long pickId() {
    while (watchers.containsKey(nextId)) {
      nextId++;
    }
    return nextId++;
  }

  boolean has(long id) {
    return watchers.containsKey(id);
  }

  void add(Watcher watcher) {
    watchers.put(watcher.id, watcher);
    progressWatchers += watcher.wants.isProgressWanted() ? 1 : 0;
    watcherBytes += Watcher.bytes(watcher.wants);
  }

  @Nullable Watcher remove(long id) {
    Watcher watcher = watchers.remove(id);
    if (watcher != null) {
      progressWatchers -= watcher.wants.isProgressWanted() ? 1 : 0;
      watcherBytes -= Watcher.bytes(watcher.wants);
    }
    return watcher;
  }

  Iterable<Watcher> watchers() {
    return watchers.values();
  }

  int size() {
    return watchers.size();
  }

  boolean wantsProgress() {
    return progressWatchers > 0;
  }

  /** Watchers that missed something, those served longest ago first. */
  SequencedSet<Watcher> lagging() {
    return lagging;
  }
}
