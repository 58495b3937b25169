package io.keelson.node.mvcc;

import io.keelson.bytes.Bytes;
import io.keelson.node.engine.Cursor;
import io.keelson.node.engine.Table;
import io.keelson.node.engine.View;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** The live keys as the apply thread sees them: a view, with the unwritten batch on top of it. */
final class WriteKeySpace implements KeySpace {
  private final View view;
  private final NavigableMap<Bytes, Pending> pending;
  private final CountIndex counts;
  private final Versions versions;

  /** Knows versions without reading rows, where it can. */
  @FunctionalInterface
  interface Versions {
    @Nullable KeyVersion of(Bytes key);
  }

  WriteKeySpace(
      View view, NavigableMap<Bytes, Pending> pending, CountIndex counts, Versions versions) {
    this.view = view;
    this.pending = pending;
    this.counts = counts;
    this.versions = versions;
  }

  @Override
  public @Nullable KeyVersion version(Bytes key) {
    return versions.of(key);
  }

  @Override
  public void walk(KeyRange range, Visitor visitor) {
    if (range.isEmpty()) {
      return;
    }
    if (range.isSingle()) {
      walkSingle(range.from(), visitor);
      return;
    }
    walkMerged(
        range,
        (key, row) -> {
          int start = CurrentRow.keyValueOffset(row.array(), row.offset());
          return visitor.visit(row.array(), start, row.offset() + row.length() - start);
        });
  }

  private void walkSingle(Bytes key, Visitor visitor) {
    @Nullable Pending ours = pending.get(key);
    byte @Nullable [] stored = ours == null ? view.get(Table.CURRENT, key.toSharedArray()) : null;
    @Nullable Bytes row = ours != null ? ours.row() : stored == null ? null : Bytes.wrap(stored);
    if (row != null) {
      Bytes keyValue = CurrentRow.keyValue(row);
      visitor.visit(keyValue.array(), keyValue.offset(), keyValue.length());
    }
  }

  private interface RowVisitor {
    boolean visit(Bytes key, Bytes row);
  }

  private void walkMerged(KeyRange range, RowVisitor visitor) {
    NavigableMap<Bytes, Pending> ours =
        range.to() == null
            ? pending.tailMap(range.from(), true)
            : pending.subMap(range.from(), true, range.to(), false);
    Iterator<Map.Entry<Bytes, Pending>> changes = ours.entrySet().iterator();
    Map.@Nullable Entry<Bytes, Pending> change = next(changes);
    try (Cursor rows =
        view.cursor(Table.CURRENT, range.from().toSharedArray(), range.toArray(), false)) {
      boolean hasRow = rows.next();
      while (hasRow || change != null) {
        @Nullable Bytes stored = hasRow ? Bytes.wrap(rows.key()) : null;
        int order = stored == null ? 1 : change == null ? -1 : stored.compareTo(change.getKey());
        boolean isGoingOn = true;
        if (order < 0 && stored != null) {
          isGoingOn = visitor.visit(stored, Bytes.wrap(rows.value()));
        } else if (change != null) {
          @Nullable Bytes row = change.getValue().row();
          isGoingOn = row == null || visitor.visit(change.getKey(), row);
          change = next(changes);
        }
        if (!isGoingOn) {
          return;
        }
        if (order <= 0) {
          hasRow = rows.next();
        }
      }
    }
  }

  private static <T> @Nullable T next(Iterator<T> iterator) {
    return iterator.hasNext() ? iterator.next() : null;
  }

  @Override
  public long count(KeyRange range) {
    if (range.isSingle()) {
      long[] count = new long[1];
      walkSingle(
          range.from(),
          (array, offset, length) -> {
            count[0]++;
            return true;
          });
      return count[0];
    }
    return counts.count(range.from(), range.to(), this::countByWalking);
  }

  private long countByWalking(Bytes from, @Nullable Bytes to) {
    long[] count = new long[1];
    walkMerged(
        new KeyRange(from, to, false),
        (key, row) -> {
          count[0]++;
          return true;
        });
    return count[0];
  }
}
