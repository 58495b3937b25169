package io.keelson.node.engine;

import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** A batch over RocksDB's, for one store. */
final class RocksBatch implements Batch {
  private final RocksStore store;
  private final WriteBatch batch;

  RocksBatch(RocksStore store) {
    this.store = store;
    this.batch = store.newBatch();
  }

  /** The only store that it may be written to. */
  RocksStore store() {
    return store;
  }

  WriteBatch rocks() {
    return batch;
  }

  @Override
  public void put(Table table, byte[] key, byte[] value) {
    try {
      batch.put(store.family(table), RocksKeys.encode(table, key), value);
    } catch (RocksDBException e) {
      throw new EngineException("adding to a batch failed", e);
    }
  }

  @Override
  public void delete(Table table, byte[] key) {
    try {
      batch.delete(store.family(table), RocksKeys.encode(table, key));
    } catch (RocksDBException e) {
      throw new EngineException("adding to a batch failed", e);
    }
  }

  @Override
  public long sizeBytes() {
    return batch.getDataSize();
  }

  @Override
  public boolean isEmpty() {
    return batch.count() == 0;
  }
}
