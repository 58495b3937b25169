package io.keelson.node.mvcc;

import io.keelson.node.engine.Cursor;
import io.keelson.node.engine.Table;
import io.keelson.node.engine.View;
import java.util.Arrays;

/**
 * Walks history as the rows of upstream's bucket {@code key}: revision → encoded {@code
 * mvccpb.KeyValue}. Rows that a scheduled compaction gives up and has not removed yet are there, as
 * they are in upstream's files; who loads them removes them. One thread at a time.
 */
public final class UpstreamHistory implements AutoCloseable {
  private static final int KEPT_BYTES_MAX = 1 << 16;

  private final Cursor rows;
  private final byte[] rowKey = new byte[UpstreamKey.BYTES_MAX];
  private byte[] row = new byte[HistoryRow.HEADER_BYTES_MAX];
  private int rowBytes;
  private int headerBytes;
  private int keyBytes;

  /** Walks the whole history of a view, which must outlive the walk. */
  public UpstreamHistory(View view) {
    this.rows = view.cursor(Table.HISTORY, new byte[0], null, true);
  }

  /** Moves to the next row, at first to the first; false at the end. */
  public boolean next() {
    if (!rows.next()) {
      return false;
    }
    if (row.length > KEPT_BYTES_MAX) {
      row = new byte[HistoryRow.HEADER_BYTES_MAX];
    }
    rowBytes = rows.value(row, 0, HistoryRow.HEADER_BYTES_MAX);
    int known = Math.min(rowBytes, HistoryRow.HEADER_BYTES_MAX);
    HistoryRow head = HistoryRow.decode(row, known);
    headerBytes = known - head.keyValue().length();
    keyBytes = UpstreamKey.put(rowKey, Revision.decode(rows.key(), 0), head.isTombstone());
    return true;
  }

  /** Key of this row, a fresh array. */
  public byte[] key() {
    return Arrays.copyOf(rowKey, keyBytes);
  }

  /** Length of this row's value. */
  public int valueLength() {
    return rowBytes - headerBytes;
  }

  /** Copies this row's value, all of it. */
  public void copyValue(byte[] target, int offset) {
    if (row.length < rowBytes) {
      row = new byte[rowBytes];
    }
    rows.value(row, 0, rowBytes);
    System.arraycopy(row, headerBytes, target, offset, valueLength());
  }

  @Override
  public void close() {
    rows.close();
  }
}
