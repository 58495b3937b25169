package io.keelson.node.watch;

import io.keelson.bytes.Bytes;
import io.keelson.node.agent.Agent;
import io.keelson.node.agent.Mailbox;
import io.keelson.node.agent.Wakeup;
import io.keelson.node.metrics.WatchMetrics;
import io.keelson.node.mvcc.ChangeBlock;
import io.keelson.node.mvcc.ChangeListener;
import io.keelson.node.mvcc.KeyRange;
import io.keelson.node.mvcc.StoreView;
import io.keelson.node.watch.Feed.SliceRead;
import io.keelson.node.watch.WatchHub.Input.Changed;
import io.keelson.node.watch.WatchHub.Input.Closed;
import io.keelson.node.watch.WatchHub.Input.Malformed;
import io.keelson.node.watch.WatchHub.Input.Opened;
import io.keelson.node.watch.WatchHub.Input.Overflowed;
import io.keelson.node.watch.WatchHub.Input.Read;
import io.keelson.node.watch.WatchHub.Input.Ready;
import io.keelson.node.watch.WatchHub.Input.Requested;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Owns all watch streams. Everything comes in through one mailbox, so that whoever was answered a
 * put hears of it before the answer to what he asks next.
 *
 * <p>Bounds: blocks of changes that wait here ({@link #WAITING_BYTES_MAX}; what is over is read
 * from history), one request per stream (the next is let in when the client reads), a watcher's
 * memory ({@link WatchSettings#watcherBytesMax}), and per stream one response beyond what the
 * client takes.
 */
public final class WatchHub implements Agent, ChangeListener {
  private static final int INPUTS_MAX = 256;
  private static final long WAITING_BYTES_MAX = 16L << 20;
  private static final Bytes FIRST_KEY = Bytes.of(0);

  private static final String COMPACTED = "etcdserver: mvcc: required revision has been compacted";
  private static final String EMPTY_RANGE = "mvcc: watcher range is empty";
  private static final String DUPLICATE_ID = "mvcc: duplicate watch ID provided on the WatchStream";
  private static final String TOO_MANY = "etcdserver: too many requests";

  private final WatchSettings settings;
  private final Supplier<StoreView> views;
  private final LongUnaryOperator jitter;
  private final WatchMetrics metrics;
  private final Mailbox<Input> mailbox;
  private final Feed feed;
  private final PriorityQueue<WatchSession> progress =
      new PriorityQueue<>(
          (a, b) -> Long.compare(a.progressDeadlineNanos - b.progressDeadlineNanos, 0));
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicLong lostRevision = new AtomicLong();
  private final AtomicBoolean isOverflowKnown = new AtomicBoolean();
  private volatile boolean isListening;
  private int sessions;
  private long watcherBytes;

  /** What arrives. */
  sealed interface Input {
    record Opened(WatchSession session) implements Input {}

    record Requested(WatchSession session, WatchRequest request) implements Input {}

    record Malformed(WatchSession session) implements Input {}

    record Ready(WatchSession session) implements Input {}

    record Closed(WatchSession session) implements Input {}

    record Changed(ChangeBlock block) implements Input {}

    record Overflowed() implements Input {}

    record Read(SliceRead result) implements Input {}
  }

  /**
   * A hub without streams.
   *
   * @param views newest published view, retained
   * @param readers read history; may refuse
   * @param jitter what to add to an interval of so many nanoseconds, so that streams opened
   *     together do not come together
   * @param wakeup of the thread that turns the hub
   */
  public WatchHub(
      WatchSettings settings,
      Supplier<StoreView> views,
      Executor readers,
      LongUnaryOperator jitter,
      WatchMetrics metrics,
      Wakeup wakeup) {
    this.settings = settings;
    this.views = views;
    this.jitter = jitter;
    this.metrics = metrics;
    this.mailbox = new Mailbox<>(Integer.MAX_VALUE, wakeup);
    this.feed =
        new Feed(settings, views, readers, result -> mailbox.post(new Read(result)), metrics);
  }

  @Override
  public String name() {
    return "watch";
  }

  /** Opens a stream. Any thread; what concerns one stream must come in order. */
  public WatchSession open(WatchClient client) {
    WatchSession session = new WatchSession(client);
    mailbox.post(new Opened(session));
    return session;
  }

  /** A request came; the client's next comes after {@link WatchClient#requestNext}. Any thread. */
  public void request(WatchSession session, WatchRequest request) {
    mailbox.post(new Requested(session, request));
  }

  /** What came is no request. Any thread. */
  public void malformed(WatchSession session) {
    mailbox.post(new Malformed(session));
  }

  /** The client can take more. Any thread. */
  public void ready(WatchSession session) {
    mailbox.post(new Ready(session));
  }

  /** The client has gone. Any thread. */
  public void close(WatchSession session) {
    mailbox.post(new Closed(session));
  }

  @Override
  public boolean isListening() {
    return isListening;
  }

  @Override
  public void changed(ChangeBlock block) {
    if (waitingBytes.addAndGet(block.bytes()) <= WAITING_BYTES_MAX) {
      mailbox.post(new Changed(block));
      return;
    }
    waitingBytes.addAndGet(-block.bytes());
    lostRevision.set(block.lastRevision());
    if (isOverflowKnown.compareAndSet(false, true)) {
      mailbox.post(new Overflowed());
    }
  }

  @Override
  public int turn(long nowNanos) {
    int worked = 0;
    for (Input input : mailbox.drain(INPUTS_MAX)) {
      take(input, nowNanos);
      worked++;
    }
    worked += notifyProgress(nowNanos);
    feed.serve();
    return worked;
  }

  @Override
  public long nextDeadlineNanos(long nowNanos) {
    @Nullable WatchSession next = progress.peek();
    long retry = feed.nextDeadlineNanos(nowNanos);
    return next == null ? retry : Math.min(retry, next.progressDeadlineNanos);
  }

  private void take(Input input, long now) {
    switch (input) {
      case Changed changed -> {
        waitingBytes.addAndGet(-changed.block().bytes());
        feed.block(changed.block());
      }
      case Overflowed ignored -> {
        isOverflowKnown.set(false);
        feed.gap(lostRevision.get());
      }
      case Read read -> feed.deliver(read.result());
      case Opened opened -> open(opened.session(), now);
      case Requested requested -> request(requested);
      case Ready ready -> readyNow(ready.session());
      case Malformed malformed -> {
        if (!malformed.session().isClosed) {
          closeNow(malformed.session());
          malformed.session().client().endMalformed();
        }
      }
      case Closed closed -> closeNow(closed.session());
    }
  }

  private void open(WatchSession session, long now) {
    if (sessions++ == 0) {
      // First listen, then look: a change is either in the view or comes in a block.
      isListening = true;
      StoreView view = views.get();
      feed.start(view.revision());
      view.release();
    }
    metrics.streams.inc();
    session.progressDeadlineNanos = now + interval();
    progress.add(session);
  }

  private long interval() {
    return settings.progressNanos() + jitter.applyAsLong(settings.progressNanos());
  }

  private void closeNow(WatchSession session) {
    if (session.isClosed) {
      return;
    }
    session.isClosed = true;
    metrics.watchers.add(-session.size());
    feed.drop(session);
    watcherBytes -= session.watcherBytes;
    progress.remove(session);
    metrics.streams.dec();
    if (--sessions == 0) {
      isListening = false;
    }
  }

  private void readyNow(WatchSession session) {
    if (session.isClosed) {
      return;
    }
    if (session.owesRequest && session.client().isReady()) {
      session.owesRequest = false;
      session.client().requestNext();
    }
    feed.schedule(session);
  }

  private void request(Requested requested) {
    WatchSession session = requested.session();
    if (session.isClosed) {
      return;
    }
    switch (requested.request()) {
      case WatchRequest.Create create -> create(session, create);
      case WatchRequest.Cancel cancel -> cancel(session, cancel.watchId());
      case WatchRequest.Progress ignored -> progressOfAll(session);
      case WatchRequest.Nothing ignored -> {}
    }
    if (session.client().isReady()) {
      session.client().requestNext();
    } else {
      session.owesRequest = true;
    }
  }

  private void create(WatchSession session, WatchRequest.Create create) {
    KeyRange range =
        KeyRange.of(create.key().isEmpty() ? FIRST_KEY : create.key(), create.rangeEnd());
    @Nullable String reason = refusal(session, create, range);
    if (reason != null) {
      session.client().send(WatchResponse.refused(feed.head(), reason));
      return;
    }
    long id = create.watchId() == 0 ? session.pickId() : create.watchId();
    Watcher watcher = new Watcher(session, id, range, create);
    session.add(watcher);
    watcherBytes += Watcher.bytes(create);
    metrics.watchers.inc();
    session.client().send(WatchResponse.created(id, feed.head()));
    feed.join(watcher);
  }

  private @Nullable String refusal(
      WatchSession session, WatchRequest.Create create, KeyRange range) {
    if (create.startRevision() < 0) {
      return COMPACTED;
    }
    if (range.isEmpty()) {
      return EMPTY_RANGE;
    }
    if (create.watchId() != 0 && session.has(create.watchId())) {
      return DUPLICATE_ID;
    }
    return watcherBytes + Watcher.bytes(create) > settings.watcherBytesMax() ? TOO_MANY : null;
  }

  private void cancel(WatchSession session, long id) {
    @Nullable Watcher watcher = session.remove(id);
    if (watcher == null) {
      return;
    }
    watcherBytes -= Watcher.bytes(watcher.wants);
    metrics.watchers.dec();
    feed.leave(watcher);
    session.client().send(WatchResponse.canceled(id, feed.head(), ""));
  }

  private void progressOfAll(WatchSession session) {
    boolean isAny = false;
    for (Watcher watcher : session.watchers()) {
      if (!feed.isSynced(watcher)) {
        return;
      }
      isAny = true;
    }
    if (isAny) {
      session.client().send(WatchResponse.progress(WatchResponse.NO_WATCHER, feed.head()));
    }
  }

  private int notifyProgress(long now) {
    int notified = 0;
    while (true) {
      @Nullable WatchSession session = progress.peek();
      if (session == null || session.progressDeadlineNanos - now > 0) {
        return notified;
      }
      progress.remove();
      session.progressDeadlineNanos = now + interval();
      progress.add(session);
      notified++;
      if (session.wantsProgress()) {
        notifyProgress(session);
      }
    }
  }

  private void notifyProgress(WatchSession session) {
    for (Watcher watcher : session.watchers()) {
      if (!watcher.wants.isProgressWanted()) {
        continue;
      }
      if (watcher.isProgressDue && feed.isSynced(watcher) && session.client().isReady()) {
        session.client().send(WatchResponse.progress(watcher.id, feed.head()));
      }
      watcher.isProgressDue = true;
    }
  }
}
