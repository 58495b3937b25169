package io.keelson.node.mvcc;

import io.keelson.bytes.Bytes;
import io.keelson.node.engine.Cursor;
import io.keelson.node.engine.Table;
import io.keelson.node.engine.View;
import org.jspecify.annotations.Nullable;

/** The live keys at a view's own revision. */
final class CurrentKeySpace implements KeySpace {
  private static final int SCRATCH_BYTES = 4096;

  private final View view;
  private final CountIndex counts;

  CurrentKeySpace(View view, CountIndex counts) {
    this.view = view;
    this.counts = counts;
  }

  @Override
  public void walk(KeyRange range, Visitor visitor) {
    if (range.isSingle()) {
      byte @Nullable [] row = view.get(Table.CURRENT, range.from().toSharedArray());
      if (row != null) {
        int start = CurrentRow.keyValueOffset(row, 0);
        visitor.visit(row, start, row.length - start);
      }
      return;
    }
    if (range.isEmpty()) {
      return;
    }
    byte[] scratch = new byte[SCRATCH_BYTES];
    try (Cursor rows =
        view.cursor(Table.CURRENT, range.from().toSharedArray(), range.toArray(), false)) {
      while (rows.next()) {
        int length = rows.value(scratch, 0, scratch.length);
        if (length > scratch.length) {
          scratch = new byte[length + length / 4];
          length = rows.value(scratch, 0, scratch.length);
        }
        int start = CurrentRow.keyValueOffset(scratch, 0);
        if (!visitor.visit(scratch, start, length - start)) {
          return;
        }
      }
    }
  }

  @Override
  public @Nullable KeyVersion version(Bytes key) {
    return CurrentRow.version(view, key);
  }

  @Override
  public long count(KeyRange range) {
    if (range.isSingle()) {
      byte[] head = new byte[1];
      return view.get(Table.CURRENT, range.from().toSharedArray(), head, 0, 1) < 0 ? 0 : 1;
    }
    return counts.count(range.from(), range.to(), this::countByWalking);
  }

  private long countByWalking(Bytes from, @Nullable Bytes to) {
    long count = 0;
    try (Cursor rows =
        view.cursor(
            Table.CURRENT, from.toSharedArray(), to == null ? null : to.toSharedArray(), false)) {
      while (rows.next()) {
        count++;
      }
    }
    return count;
  }
}
