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
 * the rows that are left, unless they are more than {@value #ROWS_MAX}: to read those would hold up
 * the apply thread for too long. Apply thread.
 */
final class DeletedFilter {
  /** The most rows that are read to make the filter; it says yes to one key in 70 then. */
  static final int ROWS_MAX = 1 << 14;

  private static final int BITS = 1 << 18;

  private final long[] words = new long[BITS / Long.SIZE];

  /** A filter for the rows of a view, one that holds back nothing if they are too many. */
  DeletedFilter(View view) {
    if (!renew(view)) {
      Arrays.fill(words, -1);
    }
  }

  /**
   * Made anew from a view that has all rows there are.
   *
   * @return false if they are too many; the filter is then as before
   */
  boolean renew(View view) {
    long[] before = words.clone();
    Arrays.fill(words, 0);
    int rows = 0;
    try (Cursor cursor = view.cursor(Table.DELETED, new byte[0], null, false)) {
      while (cursor.next()) {
        if (++rows > ROWS_MAX) {
          System.arraycopy(before, 0, words, 0, words.length);
          return false;
        }
        add(Bytes.wrap(cursor.key()));
      }
    }
    return true;
  }

  /** A key has a row from now on. */
  void add(Bytes key) {
    int hash = hash(key);
    set(hash & (BITS - 1));
    set(hash >>> 14);
  }

  /** False only if the key has no row. */
  boolean mayHold(Bytes key) {
    int hash = hash(key);
    return isSet(hash & (BITS - 1)) && isSet(hash >>> 14);
  }

  private void set(int bit) {
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
