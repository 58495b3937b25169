package io.keelson.node.mvcc;

import io.keelson.bytes.Bytes;
import io.keelson.node.engine.Cursor;
import io.keelson.node.engine.EngineException;
import io.keelson.node.engine.Table;
import io.keelson.node.engine.View;
import org.jspecify.annotations.Nullable;

/**
 * The live keys at a revision before a view's own. Costs as much as at the present for keys that
 * did not change since, and one read per change for those that did.
 */
final class PastKeySpace implements KeySpace {
  /** Counting by changes pays when they are fewer than this share of the keys to walk. */
  private static final long CHANGES_COUNTED_MIN = 1000;

  private final View view;
  private final CurrentKeySpace current;
  private final long revision;
  private final long currentRevision;

  PastKeySpace(View view, CurrentKeySpace current, long revision, long currentRevision) {
    this.view = view;
    this.current = current;
    this.revision = revision;
    this.currentRevision = currentRevision;
  }

  @Override
  public void walk(KeyRange range, Visitor visitor) {
    if (range.isEmpty()) {
      return;
    }
    byte[] from = range.from().toSharedArray();
    try (Cursor live = view.cursor(Table.CURRENT, from, range.toArray(), false);
        Cursor deleted = view.cursor(Table.DELETED, from, range.toArray(), false)) {
      @Nullable Bytes liveKey = next(live);
      @Nullable Bytes deletedKey = next(deleted);
      while (liveKey != null || deletedKey != null) {
        boolean isLive =
            liveKey != null && (deletedKey == null || liveKey.compareTo(deletedKey) < 0);
        @Nullable Bytes keyValue;
        if (isLive) {
          keyValue = atRevision(live.value());
          liveKey = next(live);
        } else {
          keyValue = follow(view, Revision.decode(deleted.value(), 0), revision);
          deletedKey = next(deleted);
        }
        if (keyValue != null
            && !visitor.visit(keyValue.array(), keyValue.offset(), keyValue.length())) {
          return;
        }
      }
    }
  }

  private static @Nullable Bytes next(Cursor cursor) {
    return cursor.next() ? Bytes.wrap(cursor.key()) : null;
  }

  private @Nullable Bytes atRevision(byte[] row) {
    KeyVersion newest = CurrentRow.version(row, 0, row.length);
    if (newest.revision().main() <= revision) {
      return CurrentRow.keyValue(Bytes.wrap(row));
    }
    return follow(view, newest.revision(), revision);
  }

  /** Goes from a change back to the newest one at or before the revision; null if that is none. */
  static @Nullable Bytes follow(View view, @Nullable Revision newest, long revision) {
    @Nullable Revision at = newest;
    while (at != null) {
      byte @Nullable [] encoded = view.get(Table.HISTORY, at.encode());
      if (encoded == null) {
        if (at.main() > revision) {
          throw new EngineException("history has no row for revision " + at);
        }
        // Compacted: a tombstone at or before the compact revision, so the key was not alive.
        return null;
      }
      HistoryRow row = HistoryRow.decode(encoded);
      if (at.main() <= revision) {
        return row.isTombstone() ? null : row.keyValue();
      }
      at = row.previous();
    }
    return null;
  }

  @Override
  public long count(KeyRange range) {
    if (!range.isSingle()) {
      long now = current.count(range);
      if (currentRevision - revision <= Math.max(CHANGES_COUNTED_MIN, now)) {
        return now - countChanges(range);
      }
    }
    long[] count = new long[1];
    walk(
        range,
        (array, offset, length) -> {
          count[0]++;
          return true;
        });
    return count[0];
  }

  /** Keys of the range that came to life after the revision, less those that were deleted. */
  private long countChanges(KeyRange range) {
    long change = 0;
    byte[] scratch = new byte[1024];
    try (Cursor rows = view.cursor(Table.HISTORY, Revision.encode(revision + 1, 0), null, true)) {
      while (rows.next()) {
        int length = rows.value(scratch, 0, scratch.length);
        KeyChange row = KeyChange.read(rows, scratch, length);
        if (row.isTombstone()) {
          change -= range.contains(row.key()) ? 1 : 0;
        } else if (row.isCreate()) {
          change += range.contains(row.key()) ? 1 : 0;
        }
      }
    }
    return change;
  }

  /** What a history row does to the number of live keys. */
  private record KeyChange(Bytes key, boolean isTombstone, boolean isCreate) {
    static KeyChange read(Cursor rows, byte[] head, int length) {
      byte[] row = length > head.length ? rows.value() : head;
      HistoryRow decoded = HistoryRow.decode(row, length);
      KeyValueView keyValue = KeyValueView.decode(decoded.keyValue());
      return new KeyChange(
          keyValue.key(), decoded.isTombstone(), !decoded.isTombstone() && keyValue.version() == 1);
    }
  }
}
