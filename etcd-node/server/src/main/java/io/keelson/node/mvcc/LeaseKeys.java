package io.keelson.node.mvcc;

import io.keelson.bytes.Bytes;
import io.keelson.node.engine.Batch;
import io.keelson.node.engine.Cursor;
import io.keelson.node.engine.Table;
import io.keelson.node.engine.View;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which keys are attached to which lease: rows of {@code LEASE_KEY}, lease id and then user key,
 * written in the same batch as the change of the key. Only what the unwritten batch changes is in
 * memory. Apply thread, except for {@link #walk}.
 */
final class LeaseKeys {
  private static final int ID_BYTES = 8;
  private static final byte[] NOTHING = new byte[0];

  private final Batch batch;

  /** Rows that the unwritten batch changes; whether they are there after it. */
  private final TreeMap<Bytes, Boolean> pending = new TreeMap<>();

  LeaseKeys(Batch batch) {
    this.batch = batch;
  }

  private static byte[] row(long lease, Bytes key) {
    byte[] row = new byte[ID_BYTES + key.length()];
    BigEndian.putLong(row, 0, lease);
    key.copyTo(row, ID_BYTES);
    return row;
  }

  /** A key passes from one lease to another; 0 stands for none. */
  void move(Bytes key, long from, long to) {
    if (from == to) {
      return;
    }
    if (from != 0) {
      byte[] row = row(from, key);
      batch.delete(Table.LEASE_KEY, row);
      pending.put(Bytes.wrap(row), false);
    }
    if (to != 0) {
      byte[] row = row(to, key);
      batch.put(Table.LEASE_KEY, row, NOTHING);
      pending.put(Bytes.wrap(row), true);
    }
  }

  /** The same for a key that is deleted, when nothing is read before the batch is written. */
  void detachUnseen(Bytes key, long lease) {
    if (lease != 0) {
      batch.delete(Table.LEASE_KEY, row(lease, key));
    }
  }

  /** The batch is written. */
  void written() {
    pending.clear();
  }

  /**
   * Up to so many keys of a lease, ascending, the unwritten batch included.
   *
   * @param view the store before the batch
   */
  List<Bytes> first(View view, long lease, int most) {
    NavigableMap<Bytes, Boolean> ours = changesOf(lease);
    List<Bytes> keys = new ArrayList<>();
    try (Cursor rows = rows(view, lease)) {
      while (keys.size() < most && rows.next()) {
        Bytes row = Bytes.wrap(rows.key());
        takeBefore(row, ours, keys, most);
        @Nullable Boolean isThere = ours.remove(row);
        if (keys.size() < most && (isThere == null || isThere)) {
          keys.add(key(row));
        }
      }
    }
    takeBefore(null, ours, keys, most);
    return keys;
  }

  private NavigableMap<Bytes, Boolean> changesOf(long lease) {
    byte[] from = row(lease, Bytes.EMPTY);
    byte @Nullable [] to = end(lease);
    return new TreeMap<>(
        to == null
            ? pending.tailMap(Bytes.wrap(from), true)
            : pending.subMap(Bytes.wrap(from), true, Bytes.wrap(to), false));
  }

  /** Takes the new rows before one that was there already, or all. */
  private static void takeBefore(
      @Nullable Bytes row, NavigableMap<Bytes, Boolean> ours, List<Bytes> keys, int most) {
    Iterator<Map.Entry<Bytes, Boolean>> changes =
        (row == null ? ours : ours.headMap(row, false)).entrySet().iterator();
    while (keys.size() < most && changes.hasNext()) {
      Map.Entry<Bytes, Boolean> change = changes.next();
      if (change.getValue()) {
        keys.add(key(change.getKey()));
      }
      changes.remove();
    }
  }

  /** Shows the keys of a lease, ascending, until told false. Any thread. */
  static void walk(View view, long lease, Predicate<Bytes> visitor) {
    try (Cursor rows = rows(view, lease)) {
      while (rows.next()) {
        if (!visitor.test(key(Bytes.wrap(rows.key())))) {
          return;
        }
      }
    }
  }

  private static Cursor rows(View view, long lease) {
    return view.cursor(Table.LEASE_KEY, row(lease, Bytes.EMPTY), end(lease), false);
  }

  /** First row after those of a lease; null if there can be none. */
  private static byte @Nullable [] end(long lease) {
    return lease == -1 ? null : row(lease + 1, Bytes.EMPTY);
  }

  private static Bytes key(Bytes row) {
    return row.slice(ID_BYTES, row.length() - ID_BYTES);
  }
}
