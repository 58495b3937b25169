package io.keelson.node.watch;

import io.keelson.node.metrics.WatchMetrics;
import io.keelson.node.mvcc.ChangeBlock;
import io.keelson.node.mvcc.StoreView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings every change to every watcher exactly once and in order. Live watchers get each block of
 * changes as it comes. A watcher whose client does not read, or that starts in the past, or that
 * missed a block, lags: nothing is kept for it but the revision from which it misses everything.
 * When its client is ready, history is read from there in bounded slices, until the rest is among
 * the {@link RecentEvents} and the watcher is live again. The hub's thread.
 */
final class Feed {
  /** Watchers of one stream that are served by one slice of history. */
  private static final int SLICE_WATCHERS_MAX = 512;

  private static final long RETRY_NANOS = 10_000_000;

  private final WatchSettings settings;
  private final Supplier<StoreView> views;
  private final Executor readers;
  private final Consumer<SliceRead> read;
  private final WatchMetrics metrics;
  private final Sender sender;
  private final WatcherIndex live = new WatcherIndex();
  private final RecentEvents recent = new RecentEvents();
  private final List<Watcher> touched = new ArrayList<>();
  private final ArrayDeque<WatchSession> queue = new ArrayDeque<>();
  private int reading;
  private int lagging;
  private long head;
  private boolean mustRetry;

  /**
   * What was read for a stream.
   *
   * @param slice what was found; null if reading failed
   * @param failure why
   */
  record SliceRead(
      WatchSession session, CatchUp.@Nullable Slice slice, @Nullable RuntimeException failure) {}

  Feed(
      WatchSettings settings,
      Supplier<StoreView> views,
      Executor readers,
      Consumer<SliceRead> read,
      WatchMetrics metrics) {
    this.settings = settings;
    this.views = views;
    this.readers = readers;
    this.read = read;
    this.metrics = metrics;
    this.sender = new Sender(settings, views, metrics);
  }

  /** Revision up to which live watchers have heard everything. */
  long head() {
    return head;
  }

  /** Starts at the present; there are no watchers. */
  void start(long revision) {
    head = Math.max(head, revision);
    recent.clear();
  }

  /** Adds a new watcher. */
  void join(Watcher watcher) {
    if (watcher.startRevision == 0 || watcher.startRevision > head) {
      watcher.nextRevision = Math.max(watcher.startRevision, head + 1);
      watcher.state = Watcher.State.LIVE;
      live.add(watcher);
    } else {
      lag(watcher, watcher.startRevision);
      schedule(watcher.session);
    }
  }

  /** Takes a watcher out. */
  void leave(Watcher watcher) {
    switch (watcher.state) {
      case LIVE -> live.remove(watcher);
      case LAGGING -> caughtUp(watcher);
      case COMPACTED, ENDED -> {}
    }
    watcher.state = Watcher.State.ENDED;
  }

  private void lag(Watcher watcher, long nextRevision) {
    watcher.state = Watcher.State.LAGGING;
    watcher.nextRevision = nextRevision;
    watcher.session.lagging().add(watcher);
    lagging++;
    metrics.slowWatchers.set(lagging);
  }

  private void caughtUp(Watcher watcher) {
    watcher.session.lagging().remove(watcher);
    lagging--;
    metrics.slowWatchers.set(lagging);
  }

  /** Tells live watchers of new changes. */
  void block(ChangeBlock block) {
    if (block.lastRevision() <= head) {
      return;
    }
    if (block.firstRevision() != head + 1 || !block.isComplete()) {
      gap(block.lastRevision());
      return;
    }
    List<WatchEvent> events = new ArrayList<>(block.changes().size());
    block.changes().forEach(change -> events.add(new WatchEvent(change)));
    for (WatchEvent event : events) {
      live.forEach(event.key(), watcher -> collect(watcher, event));
    }
    head = block.lastRevision();
    recent.add(block.firstRevision(), head, events, block.bytes());
    touched.forEach(this::flush);
    touched.clear();
  }

  private void collect(Watcher watcher, WatchEvent event) {
    if (Watcher.isWanted(watcher.wants, watcher.nextRevision, event) && watcher.add(event)) {
      touched.add(watcher);
    }
  }

  private void flush(Watcher watcher) {
    List<WatchEvent> events = watcher.takePending();
    if (watcher.session.client().isReady()) {
      sender.send(watcher, events, events.getLast().revision());
    } else {
      live.remove(watcher);
      lag(watcher, events.getFirst().revision());
    }
  }

  /** Changes up to a revision were missed: who should have heard of them reads history. */
  void gap(long through) {
    if (through <= head) {
      return;
    }
    List<Watcher> missing = new ArrayList<>();
    live.forEach(
        watcher -> {
          if (watcher.nextRevision <= through) {
            missing.add(watcher);
          }
        });
    for (Watcher watcher : missing) {
      live.remove(watcher);
      lag(watcher, Math.max(watcher.nextRevision, head + 1));
    }
    head = through;
    recent.clear();
    missing.forEach(watcher -> schedule(watcher.session));
  }

  /** Lets a stream have its lagging watchers served, if it has any and its client is ready. */
  void schedule(WatchSession session) {
    if (!session.isQueued
        && !session.isReading
        && !session.isClosed
        && !session.lagging().isEmpty()
        && session.client().isReady()) {
      session.isQueued = true;
      queue.add(session);
    }
  }

  /** When {@link #serve} is to be called again though nothing comes. */
  long nextDeadlineNanos(long now) {
    return mustRetry ? now + RETRY_NANOS : Long.MAX_VALUE;
  }

  /** Starts reading for streams that wait, as far as readers are free. */
  void serve() {
    mustRetry = false;
    while (reading < settings.readsMax() && !queue.isEmpty()) {
      WatchSession session = queue.remove();
      session.isQueued = false;
      if (!session.isClosed && !serve(session)) {
        session.isQueued = true;
        queue.addFirst(session);
        mustRetry = true;
        return;
      }
    }
  }

  /** False if no reader can be had now. */
  private boolean serve(WatchSession session) {
    List<Watcher> chosen = new ArrayList<>();
    long compactRevision = compactRevision();
    for (Watcher watcher : List.copyOf(session.lagging())) {
      if (!session.client().isReady() || chosen.size() == SLICE_WATCHERS_MAX) {
        break;
      }
      if (!meetHead(watcher, compactRevision)) {
        chosen.add(watcher);
      }
    }
    if (chosen.isEmpty()) {
      schedule(session);
      return true;
    }
    CatchUp job = new CatchUp(chosen, settings.revisionBytesMax());
    try {
      readers.execute(() -> read.accept(run(session, job)));
    } catch (RejectedExecutionException e) {
      return false;
    }
    session.isReading = true;
    reading++;
    return true;
  }

  private SliceRead run(WatchSession session, CatchUp job) {
    StoreView view = views.get();
    try {
      return new SliceRead(session, job.read(view), null);
    } catch (RuntimeException e) {
      return new SliceRead(session, null, e);
    } finally {
      view.release();
    }
  }

  private long compactRevision() {
    StoreView view = views.get();
    try {
      return view.compactRevision();
    } finally {
      view.release();
    }
  }

  /**
   * Makes a lagging watcher live if what it misses is at hand and not compacted; false if it is
   * not.
   */
  private boolean meetHead(Watcher watcher, long compactRevision) {
    if (watcher.nextRevision <= head) {
      if (watcher.nextRevision < compactRevision || !recent.reachBackTo(watcher.nextRevision)) {
        return false;
      }
      List<WatchEvent> events = recent.wantedBy(watcher);
      if (!events.isEmpty()) {
        sender.send(watcher, events, head);
      }
      watcher.nextRevision = head + 1;
    }
    caughtUp(watcher);
    watcher.state = Watcher.State.LIVE;
    live.add(watcher);
    return true;
  }

  /** Delivers what was read. Watchers whose client is not ready any more keep what they miss. */
  void deliver(SliceRead result) {
    WatchSession session = result.session();
    reading--;
    session.isReading = false;
    if (result.failure() != null) {
      throw result.failure();
    }
    if (session.isClosed || result.slice() == null) {
      return;
    }
    CatchUp.Slice slice = result.slice();
    for (CatchUp.Target target : slice.targets()) {
      if (target.watcher().state == Watcher.State.LAGGING && session.client().isReady()) {
        deliver(target, slice);
      }
    }
    schedule(session);
  }

  private void deliver(CatchUp.Target target, CatchUp.Slice slice) {
    Watcher watcher = target.watcher();
    caughtUp(watcher);
    if (watcher.nextRevision < slice.compactRevision()) {
      watcher.state = Watcher.State.COMPACTED;
      watcher.session.client().send(WatchResponse.compacted(watcher.id, slice.compactRevision()));
      return;
    }
    if (target.isTooLarge()) {
      watcher.session.remove(watcher.id);
      watcher.state = Watcher.State.ENDED;
      metrics.watchers.dec();
      String reason =
          "mvcc: the events of one revision exceed " + settings.revisionBytesMax() + " bytes";
      watcher.session.client().send(WatchResponse.canceled(watcher.id, head, reason));
      return;
    }
    if (!target.events().isEmpty()) {
      sender.send(watcher, target.events(), slice.through());
    }
    // Last in the stream's line: the others are served before it is again.
    lag(watcher, Math.max(watcher.nextRevision, slice.through() + 1));
    if (watcher.session.client().isReady()) {
      meetHead(watcher, slice.compactRevision());
    }
  }

  /** Whether a watcher has heard of everything up to the head, and of nothing after. */
  boolean isSynced(Watcher watcher) {
    return watcher.state == Watcher.State.LIVE
        && watcher.nextRevision <= head + 1
        && watcher.startRevision <= head;
  }

  /** Forgets a stream's watchers. */
  void drop(WatchSession session) {
    for (Iterator<Watcher> all = session.watchers().iterator(); all.hasNext(); ) {
      leave(all.next());
    }
    queue.remove(session);
  }
}
