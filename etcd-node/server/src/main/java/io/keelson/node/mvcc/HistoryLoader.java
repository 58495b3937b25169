package io.keelson.node.mvcc;

import io.keelson.bytes.Bytes;
import io.keelson.node.engine.Batch;
import io.keelson.node.engine.Cursor;
import io.keelson.node.engine.Engine;
import io.keelson.node.engine.EngineException;
import io.keelson.node.engine.Table;
import io.keelson.node.engine.View;
import java.util.Arrays;

/**
 * Fills an empty store from the rows of upstream's bucket {@code key}, given in their order. Which
 * change of a key came before another is looked up in what is loaded already, so memory does not
 * grow with the number of keys. The rows of history keep upstream's bytes, so HashKV stays what it
 * was. One thread; no other may use the engine meanwhile.
 */
public final class HistoryLoader implements AutoCloseable {
  private static final int PUT_KEY_BYTES = 17;
  private static final int TOMBSTONE_KEY_BYTES = 18;
  private static final int LEASE_ID_BYTES = 8;
  private static final long BATCH_BYTES = 4 << 20;

  private final Engine engine;
  private final MvccStore store;
  private Revision last = new Revision(0, 0);
  private boolean isTombstoneLast;

  /** Loads into an engine without rows. */
  public HistoryLoader(Engine engine) {
    this.engine = engine;
    this.store = new MvccStore(engine);
  }

  /**
   * How far history was compacted.
   *
   * @param scheduled main revision up to which history is given up, −1 if it never was
   * @param finished main revision up to which rows are gone, −1 if none are
   */
  public record Compacted(long scheduled, long finished) {}

  /** Main revision of the last row, 0 before the first. */
  public long lastMain() {
    return last.main();
  }

  /**
   * Adds the next row.
   *
   * @param key revision, 17 bytes, or 18 for a tombstone
   * @param value encoded {@code mvccpb.KeyValue}; empty for the mark that a bumped revision leaves
   * @throws IllegalArgumentException if the row is damaged or out of order
   */
  public void add(byte[] key, byte[] value) {
    Revision at = revision(key);
    boolean isTombstone = key.length == TOMBSTONE_KEY_BYTES;
    int order = at.compareTo(last);
    if (order < 0 || (order == 0 && (isTombstoneLast || !isTombstone))) {
      throw new IllegalArgumentException("revision " + at + " comes after " + last);
    }
    last = at;
    isTombstoneLast = isTombstone;
    Bytes encoded = Bytes.wrap(value);
    KeyValueView keyValue = decode(at, encoded);
    if (isTombstone) {
      store.putTombstone(keyValue.key(), at);
    } else {
      store.putEncoded(keyValue.key(), version(at, keyValue), keyValue.value(), encoded);
    }
    commitIfLarge();
  }

  private static Revision revision(byte[] key) {
    boolean isShaped =
        (key.length == PUT_KEY_BYTES
                || (key.length == TOMBSTONE_KEY_BYTES && key[PUT_KEY_BYTES] == 't'))
            && key[8] == '_';
    long main = isShaped ? BigEndian.getLong(key, 0) : -1;
    long sub = isShaped ? BigEndian.getLong(key, 9) : -1;
    if (main < 0 || sub < 0 || sub > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("not a revision: " + Bytes.wrap(key));
    }
    return new Revision(main, (int) sub);
  }

  private static KeyValueView decode(Revision at, Bytes encoded) {
    try {
      return KeyValueView.decode(encoded);
    } catch (EngineException e) {
      throw new IllegalArgumentException("the key-value of revision " + at + " is damaged", e);
    }
  }

  private static KeyVersion version(Revision at, KeyValueView keyValue) {
    if (keyValue.key().isEmpty()) {
      // The mark of a bumped revision says nothing, but no row of CURRENT may be without a version.
      return new KeyVersion(at.main(), at, 1, 0);
    }
    if (keyValue.modRevision() != at.main() || keyValue.version() <= 0) {
      throw new IllegalArgumentException("the key-value of revision " + at + " is of another one");
    }
    return new KeyVersion(keyValue.createRevision(), at, keyValue.version(), keyValue.lease());
  }

  /** Adds a row of another table. */
  public void add(Table table, byte[] key, byte[] value) {
    store.batch().put(table, key, value);
    commitIfLarge();
  }

  /** For rows that other packages write. */
  public Batch batch() {
    return store.batch();
  }

  private void commitIfLarge() {
    if (store.pendingBytes() >= BATCH_BYTES) {
      store.commit(0, 0);
    }
  }

  /**
   * Ends the loading: detaches keys from leases that were not added, sets what is known of
   * compactions, and makes all durable.
   *
   * @param index log index that the store then has applied
   * @param term its term
   * @return current revision of the store
   */
  public long finish(Compacted compacted, long index, long term) {
    store.commit(0, 0);
    detachFromUnknown();
    if (compacted.scheduled() >= 0) {
      add(Table.META, MvccStore.SCHEDULED_COMPACTION, MvccStore.encode(compacted.scheduled()));
    }
    if (compacted.finished() >= 0) {
      add(Table.META, MvccStore.FINISHED_COMPACTION, MvccStore.encode(compacted.finished()));
    }
    store.advance(Math.max(Math.max(1, last.main()), compacted.scheduled()));
    store.commit(index, term);
    engine.flush(true);
    return store.revision();
  }

  /** A lease that a key names but that does not exist has no keys, as upstream does it. */
  private void detachFromUnknown() {
    View view = engine.view();
    try (Cursor rows = view.cursor(Table.LEASE_KEY, new byte[0], null, true)) {
      while (rows.next()) {
        byte[] row = rows.key();
        if (view.get(Table.LEASE, Arrays.copyOf(row, LEASE_ID_BYTES)) == null) {
          store.batch().delete(Table.LEASE_KEY, row);
          commitIfLarge();
        }
      }
    } finally {
      view.release();
    }
  }

  /** Gives the store's view back; the engine stays open. */
  @Override
  public void close() {
    store.close();
  }
}
