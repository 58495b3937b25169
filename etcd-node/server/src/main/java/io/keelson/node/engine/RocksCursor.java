package io.keelson.node.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/** A RocksDB iterator within bounds. */
final class RocksCursor implements Cursor {
  private final RocksIterator iterator;
  private final ReadOptions options;
  private final @Nullable Slice upperBound;
  private final Table table;
  private final byte[] from;
  private boolean isStarted;

  RocksCursor(
      RocksIterator iterator,
      ReadOptions options,
      @Nullable Slice upperBound,
      Table table,
      byte[] from) {
    this.iterator = iterator;
    this.options = options;
    this.upperBound = upperBound;
    this.table = table;
    this.from = from;
  }

  @Override
  public boolean next() {
    if (isStarted) {
      iterator.next();
    } else {
      isStarted = true;
      iterator.seek(from);
    }
    return check();
  }

  @Override
  public boolean seek(byte[] key) {
    isStarted = true;
    byte[] encoded = RocksKeys.encode(table, key);
    iterator.seek(Arrays.compareUnsigned(encoded, from) < 0 ? from : encoded);
    return check();
  }

  private boolean check() {
    if (iterator.isValid()) {
      return true;
    }
    try {
      iterator.status();
      return false;
    } catch (RocksDBException e) {
      throw new EngineException("walking the store failed", e);
    }
  }

  @Override
  public byte[] key() {
    byte[] key = iterator.key();
    int prefix = RocksKeys.prefixLength(table);
    return prefix == 0 ? key : Arrays.copyOfRange(key, prefix, key.length);
  }

  @Override
  public byte[] value() {
    return iterator.value();
  }

  @Override
  public int value(byte[] target, int offset, int length) {
    return iterator.value(target, offset, length);
  }

  @Override
  public void close() {
    iterator.close();
    options.close();
    if (upperBound != null) {
      upperBound.close();
    }
  }
}
