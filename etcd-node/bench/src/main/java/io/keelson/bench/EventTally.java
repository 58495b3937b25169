package io.keelson.bench;

import java.util.Arrays;
import org.HdrHistogram.Histogram;

/**
 * What the watchers of one stream have got. Every write of the measured server is one event of the
 * watched range, so each watcher must see each revision exactly once, in order. One thread.
 */
final class EventTally {
  private static final int HEADER = 1;
  private static final int WATCH_ID = 2;
  private static final int CREATED = 3;
  private static final int CANCELED = 4;
  private static final int EVENTS = 11;
  private static final long NOT_CREATED = -1;

  private final long startRevision;
  private final long[] revisions; // newest revision of each watcher
  private long events;

  /**
   * @param watchers their ids are 1 to this
   * @param startRevision what they asked for, 0 for all that comes
   */
  EventTally(int watchers, long startRevision) {
    this.startRevision = startRevision;
    this.revisions = new long[watchers];
    Arrays.fill(revisions, NOT_CREATED);
  }

  /** Events of all watchers so far. */
  long events() {
    return events;
  }

  boolean isCreated() {
    return revision() != NOT_CREATED;
  }

  /** Revision up to which every watcher has got everything. */
  long revision() {
    return Arrays.stream(revisions).min().orElseThrow();
  }

  /**
   * Counts a response and records the age of its puts.
   *
   * @param nowNanos when it arrived
   * @throws IllegalStateException if an event is missing, doubled or out of order, or a watch ended
   */
  void take(byte[] response, long nowNanos, Histogram age) {
    ResponseCursor cursor = new ResponseCursor(response);
    long current = 0;
    int watcher = -1;
    while (cursor.next()) {
      switch (cursor.field()) {
        case HEADER -> current = ResponseCursor.numberIn(cursor.nested(), 3);
        case WATCH_ID -> watcher = Math.toIntExact(cursor.number()) - 1;
        case CREATED -> revisions[watcher] = startRevision == 0 ? current : startRevision - 1;
        case CANCELED -> throw new IllegalStateException("watch " + (watcher + 1) + " was ended");
        case EVENTS -> takeEvent(cursor.nested(), watcher, nowNanos, age);
        default -> {}
      }
    }
  }

  private void takeEvent(ResponseCursor event, int watcher, long nowNanos, Histogram age) {
    boolean isDelete = false;
    long revision = 0;
    long sentNanos = nowNanos;
    while (event.next()) {
      if (event.field() == 1) {
        isDelete = event.number() != 0;
      } else if (event.field() == 2) {
        ResponseCursor pair = event.nested();
        while (pair.next()) {
          if (pair.field() == 3) {
            revision = pair.number();
          } else if (pair.field() == 5 && !isDelete) {
            sentNanos = pair.firstLong();
          }
        }
      }
    }
    if (watcher < 0 || revision != revisions[watcher] + 1) {
      throw new IllegalStateException(
          "watch %d: revision %d after %d"
              .formatted(watcher + 1, revision, watcher < 0 ? 0 : revisions[watcher]));
    }
    revisions[watcher] = revision;
    events++;
    if (!isDelete) {
      age.recordValue(Math.clamp(nowNanos - sentNanos, 0, age.getHighestTrackableValue()));
    }
  }
}
