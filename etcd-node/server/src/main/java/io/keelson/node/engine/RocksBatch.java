package io.keelson.node.engine;

import java.util.List;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** A batch over RocksDB's. */
final class RocksBatch implements Batch {
  private final WriteBatch batch = new WriteBatch();
  private final List<ColumnFamilyHandle> families;

  RocksBatch(List<ColumnFamilyHandle> families) {
    this.families = families;
  }

  WriteBatch rocks() {
    return batch;
  }

  @Override
  public void put(Table table, byte[] key, byte[] value) {
    try {
      batch.put(families.get(table.family()), RocksKeys.encode(table, key), value);
    } catch (RocksDBException e) {
      throw new EngineException("adding to a batch failed", e);
    }
  }

  @Override
  public void delete(Table table, byte[] key) {
    try {
      batch.delete(families.get(table.family()), RocksKeys.encode(table, key));
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
