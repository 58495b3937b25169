package io.keelson.node.watch;

import io.keelson.bytes.Bytes;
import io.keelson.node.metrics.WatchMetrics;
import io.keelson.node.mvcc.StoreView;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Turns the events of a watcher into responses. The events of one revision are never split between
 * responses, unless the watcher allows fragments; those of several revisions share one as long as
 * it stays small. A header never names a revision of which the watcher has not heard everything.
 * The hub's thread.
 */
final class Sender {
  /** What a response takes beside its events, at most. */
  private static final int OVERHEAD_BYTES = 64;

  private final WatchSettings settings;
  private final Supplier<StoreView> views;
  private final WatchMetrics metrics;

  Sender(WatchSettings settings, Supplier<StoreView> views, WatchMetrics metrics) {
    this.settings = settings;
    this.views = views;
    this.metrics = metrics;
  }

  /**
   * Sends events, which must not be none.
   *
   * @param through the watcher has heard of everything up to this revision then
   */
  void send(Watcher watcher, List<WatchEvent> events, long through) {
    List<Bytes> encoded = encode(watcher, events);
    int start = 0;
    long size = OVERHEAD_BYTES;
    for (int i = 0; i < encoded.size(); i++) {
      boolean isNewRevision = i > 0 && events.get(i).revision() != events.get(i - 1).revision();
      if (isNewRevision && size + encoded.get(i).length() > settings.responseBytes()) {
        sendOne(watcher, encoded.subList(start, i), size, events.get(i - 1).revision());
        start = i;
        size = OVERHEAD_BYTES;
      }
      size += encoded.get(i).length();
    }
    sendOne(watcher, encoded.subList(start, encoded.size()), size, through);
    watcher.isProgressDue = false;
    metrics.events.add(events.size());
  }

  private List<Bytes> encode(Watcher watcher, List<WatchEvent> events) {
    List<Bytes> encoded = new ArrayList<>(events.size());
    if (!watcher.wants.isPrevKvWanted()) {
      events.forEach(event -> encoded.add(event.encoded()));
      return encoded;
    }
    StoreView view = views.get();
    try {
      events.forEach(event -> encoded.add(event.encodedWithPrevious(view)));
    } finally {
      view.release();
    }
    return encoded;
  }

  private void sendOne(Watcher watcher, List<Bytes> events, long size, long revision) {
    if (!watcher.wants.isFragmentable() || size < settings.fragmentBytes() || events.size() < 2) {
      send(watcher, events, revision, false);
      return;
    }
    int start = 0;
    long fragmentSize = OVERHEAD_BYTES;
    for (int i = 0; i < events.size(); i++) {
      int length = events.get(i).length();
      if (i > start && fragmentSize + length >= settings.fragmentBytes()) {
        send(watcher, events.subList(start, i), revision, true);
        start = i;
        fragmentSize = OVERHEAD_BYTES;
      }
      fragmentSize += length;
    }
    send(watcher, events.subList(start, events.size()), revision, false);
  }

  private static void send(Watcher watcher, List<Bytes> events, long revision, boolean isFragment) {
    watcher
        .session
        .client()
        .send(WatchResponse.events(watcher.id, revision, isFragment, List.copyOf(events)));
  }
}
