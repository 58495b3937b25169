package io.keelson.node.engine;

import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.RateLimiter;
import org.rocksdb.RateLimiterMode;
import org.rocksdb.WriteBufferManager;

/**
 * The budget of memory and of background writes that all stores of an engine share, so that two do
 * not take twice as much while one takes the place of the other. RocksDB counts references to these
 * by itself: they may be closed before the stores.
 */
record RocksMemory(Cache cache, WriteBufferManager memtables, RateLimiter limiter)
    implements AutoCloseable {
  /**
   * A fixed rate. RocksDB's tuned one falls to a twentieth while little is written, and then a
   * burst of puts waits for its flush for most of a second.
   */
  private static final long BACKGROUND_BYTES_PER_SECOND = 256L << 20;

  private static final int RATE_FAIRNESS = 10;

  static RocksMemory of(EngineConfig config) {
    Cache cache = new LRUCache(config.memoryBytes(), -1, false, 0.2);
    return new RocksMemory(
        cache,
        new WriteBufferManager(config.memtableBytes() * 2, cache, true),
        new RateLimiter(
            BACKGROUND_BYTES_PER_SECOND,
            RateLimiter.DEFAULT_REFILL_PERIOD_MICROS,
            RATE_FAIRNESS,
            RateLimiterMode.WRITES_ONLY,
            false));
  }

  @Override
  public void close() {
    limiter.close();
    memtables.close();
    cache.close();
  }
}
