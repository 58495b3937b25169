package io.keelson.node.mvcc;

import io.keelson.bytes.Bytes;
import io.keelson.node.engine.Cursor;
import io.keelson.node.engine.Table;
import io.keelson.node.engine.View;
import java.util.Arrays;

/**
 * Which keys may have a row in {@code DELETED}: all that have one, and by chance some that have
 * none. So the creation of a key that never was, which is what most creations are, need not look
 * for one. A Bloom filter of 32 KiB with two bits a key.
 *
 * <p>Keys are only ever added. Rows go when history is compacted; the filter is then made anew from
 * the rows that are left, unless that would hold up the apply thread for too long. At a start even
 * fewer are read: with more of them the filter holds nothing back until the first compaction.
 */
final class DeletedFilter {
  /** The most rows that are read to renew the filter; it says yes to one key in 70 then. */
  static final int ROWS_MAX = 1 << 14;

  /** The most rows that are read for a new filter. */
  static final int ROWS_AT_START_MAX = 1 << 10;

  private static final int BITS = 1 << 18;

  private long[] words = new long[BITS / Long.SIZE];

  /** A filter for the rows of a view. */
  DeletedFilter(View view) {
    if (!read(view, ROWS_AT_START_MAX)) {
      Arrays.fill(words, -1);
    }
  }

  /**
   * Makes the filter anew from a view that has all rows there are; it stays as it is if they are
   * more than {@value #ROWS_MAX}.
   *
   * @return whether it was made anew
   */
  boolean renew(View view) {
    return read(view, ROWS_MAX);
  }

  private boolean read(View view, int rowsMax) {
    long[] found = new long[words.length];
    int rows = 0;
    try (Cursor cursor = view.cursor(Table.DELETED, new byte[0], null, false)) {
      while (cursor.next()) {
        if (++rows > rowsMax) {
          return false;
        }
        add(found, Bytes.wrap(cursor.key()));
      }
    }
    words = found;
    return true;
  }

  /** A key has a row from now on. */
  void add(Bytes key) {
    add(words, key);
  }

  /** False only if the key has no row. */
  boolean mayHold(Bytes key) {
    int hash = hash(key);
    return isSet(hash & (BITS - 1)) && isSet(hash >>> 14);
  }

  private static void add(long[] words, Bytes key) {
    int hash = hash(key);
    set(words, hash & (BITS - 1));
    set(words, hash >>> 14);
  }

  private static void set(long[] words, int bit) {
    words[bit / Long.SIZE] |= 1L << bit;
  }

  private boolean isSet(int bit) {
    return (words[bit / Long.SIZE] & 1L << bit) != 0;
  }

  private static int hash(Bytes key) {
    int hash = key.hashCode() * 0x9e3779b9;
    return hash ^ hash >>> 15;
  }
}
