package io.keelson.node.engine;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;

/**
 * A pinned RocksDB snapshot. Taking one costs about 0.1 µs and blocks nobody. Keeps the store that
 * it was taken of open, also when the engine has gone on to another one.
 */
final class RocksView implements View {
  private final RocksStore store;
  private final RocksDB db;
  private final Snapshot snapshot;
  private final ReadOptions options;
  private final AtomicInteger references = new AtomicInteger(1);

  /** A view that takes over the caller's reference to the store. */
  RocksView(RocksStore store) {
    this.store = store;
    this.db = store.db();
    this.snapshot = db.getSnapshot();
    this.options = new ReadOptions().setSnapshot(snapshot);
  }

  @Override
  public byte @Nullable [] get(Table table, byte[] key) {
    try {
      return db.get(store.family(table), options, RocksKeys.encode(table, key));
    } catch (RocksDBException e) {
      throw new EngineException("reading from the store failed", e);
    }
  }

  @Override
  public int get(Table table, byte[] key, byte[] target, int offset, int length) {
    byte[] encoded = RocksKeys.encode(table, key);
    try {
      int found =
          db.get(store.family(table), options, encoded, 0, encoded.length, target, offset, length);
      return found == RocksDB.NOT_FOUND ? -1 : found;
    } catch (RocksDBException e) {
      throw new EngineException("reading from the store failed", e);
    }
  }

  @Override
  public Cursor cursor(Table table, byte[] from, byte @Nullable [] to, boolean isScan) {
    byte @Nullable [] end = RocksKeys.encodeEnd(table, to);
    Slice upperBound = end == null ? null : new Slice(end);
    ReadOptions cursorOptions = new ReadOptions(options).setFillCache(!isScan);
    if (upperBound != null) {
      cursorOptions.setIterateUpperBound(upperBound);
    }
    if (isScan) {
      cursorOptions.setReadaheadSize(1 << 20);
    }
    return new RocksCursor(
        db.newIterator(store.family(table), cursorOptions),
        cursorOptions,
        upperBound,
        table,
        RocksKeys.encode(table, from));
  }

  @Override
  public boolean retain() {
    while (true) {
      int count = references.get();
      if (count == 0) {
        return false;
      }
      if (references.compareAndSet(count, count + 1)) {
        return true;
      }
    }
  }

  @Override
  public void release() {
    if (references.decrementAndGet() == 0) {
      options.close();
      if (!store.isClosed()) {
        db.releaseSnapshot(snapshot);
      }
      snapshot.close();
      store.release();
    }
  }
}
