package io.keelson.node.mvcc;

import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireWriter;
import io.keelson.node.engine.EngineException;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code HISTORY}: what changed at a revision.
 *
 * @param isTombstone whether the key was deleted
 * @param previous the change of the same key before this one, as far as the store ever knew one; it
 *     may have been compacted since
 * @param keyValue encoded {@code mvccpb.KeyValue}; a tombstone has the key only
 */
record HistoryRow(boolean isTombstone, @Nullable Revision previous, Bytes keyValue) {
  private static final int TOMBSTONE = 1;
  private static final int HAS_PREVIOUS = 2;
  private static final int PREVIOUS_BYTES = 12;

  /** Bytes before the key-value. */
  static final int HEADER_BYTES_MAX = 1 + PREVIOUS_BYTES;

  static byte[] encodePut(@Nullable Revision previous, Bytes keyValue) {
    return encode(0, previous, keyValue);
  }

  static byte[] encodeTombstone(@Nullable Revision previous, Bytes key) {
    WireWriter out = new WireWriter(key.length() + 8);
    out.bytesField(1, key);
    return encode(TOMBSTONE, previous, out.toBytes());
  }

  /** What a watcher is told of a deleted key: the key and the revision of its deletion. */
  static Bytes deletedKeyValue(Bytes key, long revision) {
    WireWriter out = new WireWriter(key.length() + 20);
    out.bytesField(1, key);
    out.varintField(3, revision);
    return out.toBytes();
  }

  private static byte[] encode(int kind, @Nullable Revision previous, Bytes keyValue) {
    int header = 1 + (previous == null ? 0 : PREVIOUS_BYTES);
    byte[] row = new byte[header + keyValue.length()];
    row[0] = (byte) (kind | (previous == null ? 0 : HAS_PREVIOUS));
    if (previous != null) {
      BigEndian.putLong(row, 1, previous.main());
      BigEndian.putInt(row, 9, previous.sub());
    }
    keyValue.copyTo(row, header);
    return row;
  }

  static HistoryRow decode(byte[] row) {
    return decode(row, row.length);
  }

  /** Decodes a row of which only the first bytes may be there. */
  static HistoryRow decode(byte[] row, int length) {
    if (length < 1 || (row[0] & ~(TOMBSTONE | HAS_PREVIOUS)) != 0) {
      throw new EngineException("a history row is damaged");
    }
    boolean isTombstone = (row[0] & TOMBSTONE) != 0;
    if ((row[0] & HAS_PREVIOUS) == 0) {
      return new HistoryRow(isTombstone, null, Bytes.wrap(row, 1, length - 1));
    }
    if (length < HEADER_BYTES_MAX) {
      throw new EngineException("a history row is damaged");
    }
    return new HistoryRow(
        isTombstone,
        Revision.decode(row, 1),
        Bytes.wrap(row, HEADER_BYTES_MAX, length - HEADER_BYTES_MAX));
  }
}
