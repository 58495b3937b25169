package io.keelson.node.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.CompactRangeOptions.BottommostLevelCompaction;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.RateLimiter;
import org.rocksdb.RateLimiterMode;
import org.rocksdb.ReadOptions;
import org.rocksdb.ReadTier;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksObject;
import org.rocksdb.WriteBufferManager;
import org.rocksdb.WriteOptions;

/**
 * The store on RocksDB, without RocksDB's own log.
 *
 * <p>All column families flush together (atomic flush), so what a crash leaves is the state after
 * some batch. {@link #getDurable} reads that state. The memory of block cache and memtables is one
 * budget.
 */
public final class RocksEngine implements Engine {
  private static final long BACKGROUND_BYTES_PER_SECOND = 256L << 20;
  private static final int RATE_FAIRNESS = 10;
  private static final int BLOCK_BYTES = 16 << 10;
  private static final int BLOOM_BITS = 10;
  private static final long SYNC_BYTES = 1 << 20;

  /** In the order of the tables' family numbers. */
  private static final List<String> FAMILIES = List.of("current", "history", "default");

  private final List<RocksObject> owned = new ArrayList<>();
  private final RocksDB db;
  private final List<ColumnFamilyHandle> families;
  private final WriteOptions writeOptions;
  private final ReadOptions durableOptions;
  private final CompactRangeOptions reclaimOptions;

  /**
   * Opens or creates the store.
   *
   * @throws IOException if the directory cannot be created
   * @throws EngineException if the files cannot be opened, with RocksDB's reason
   */
  public RocksEngine(EngineConfig config) throws IOException {
    Files.createDirectories(config.directory());
    RocksDB.loadLibrary();
    Cache cache = own(new LRUCache(config.memoryBytes(), -1, false, 0.2));
    DBOptions options = own(dbOptions(config, cache));
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    for (String family : FAMILIES) {
      descriptors.add(
          new ColumnFamilyDescriptor(
              family.getBytes(StandardCharsets.UTF_8), own(familyOptions(family, config, cache))));
    }
    writeOptions = own(new WriteOptions().setDisableWAL(true));
    durableOptions = own(new ReadOptions().setReadTier(ReadTier.PERSISTED_TIER));
    reclaimOptions =
        own(
            new CompactRangeOptions()
                .setExclusiveManualCompaction(false)
                .setBottommostLevelCompaction(BottommostLevelCompaction.kForceOptimized));
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try {
      db = RocksDB.open(options, config.directory().toString(), descriptors, handles);
    } catch (RocksDBException e) {
      closeOwned();
      throw new EngineException(
          "cannot open the store in " + config.directory() + ": " + e.getMessage(), e);
    }
    families = List.copyOf(handles);
  }

  private DBOptions dbOptions(EngineConfig config, Cache cache) {
    WriteBufferManager memtables =
        own(new WriteBufferManager(config.memtableBytes() * 2, cache, true));
    RateLimiter limiter =
        own(
            new RateLimiter(
                BACKGROUND_BYTES_PER_SECOND,
                RateLimiter.DEFAULT_REFILL_PERIOD_MICROS,
                RATE_FAIRNESS,
                RateLimiterMode.WRITES_ONLY,
                true));
    return new DBOptions()
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setAtomicFlush(true)
        .setAvoidFlushDuringShutdown(false)
        .setAllowConcurrentMemtableWrite(false)
        .setEnablePipelinedWrite(false)
        .setMaxBackgroundJobs(Math.max(2, config.backgroundThreads()))
        .setMaxSubcompactions(1)
        .setBytesPerSync(SYNC_BYTES)
        .setWriteBufferManager(memtables)
        .setRateLimiter(limiter)
        .setMaxOpenFiles(1024)
        .setSkipStatsUpdateOnDbOpen(true)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setKeepLogFileNum(2)
        .setMaxLogFileSize(1 << 20)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0);
  }

  private ColumnFamilyOptions familyOptions(String family, EngineConfig config, Cache cache) {
    BlockBasedTableConfig blocks =
        new BlockBasedTableConfig()
            .setBlockCache(cache)
            .setBlockSize(BLOCK_BYTES)
            .setFormatVersion(6)
            .setCacheIndexAndFilterBlocks(true)
            .setCacheIndexAndFilterBlocksWithHighPriority(true)
            .setPinL0FilterAndIndexBlocksInCache(true);
    ColumnFamilyOptions options =
        new ColumnFamilyOptions()
            .setWriteBufferSize(config.memtableBytes() / 2)
            .setMaxWriteBufferNumber(4)
            .setLevelCompactionDynamicLevelBytes(true)
            .setTargetFileSizeBase(32L << 20)
            .setMaxBytesForLevelBase(256L << 20)
            .setLevel0FileNumCompactionTrigger(4)
            .setLevel0SlowdownWritesTrigger(20)
            .setLevel0StopWritesTrigger(36)
            .setCompressionType(CompressionType.LZ4_COMPRESSION);
    if (!family.equals("history")) {
      // History rows are read by walking; the other families also by key, often absent ones.
      blocks.setFilterPolicy(own(new BloomFilter(BLOOM_BITS, false)));
      options.setMemtablePrefixBloomSizeRatio(0.02).setMemtableWholeKeyFiltering(true);
    }
    return options.setTableFormatConfig(blocks);
  }

  private <T extends RocksObject> T own(T object) {
    owned.add(object);
    return object;
  }

  @Override
  public Batch newBatch() {
    return new RocksBatch(families);
  }

  @Override
  public void write(Batch batch) {
    RocksBatch rocksBatch = (RocksBatch) batch;
    try {
      db.write(writeOptions, rocksBatch.rocks());
    } catch (RocksDBException e) {
      throw new EngineException("writing to the store failed: " + e.getMessage(), e);
    }
    rocksBatch.rocks().clear();
  }

  @Override
  public View view() {
    return new RocksView(db, families);
  }

  @Override
  public byte @Nullable [] getDurable(Table table, byte[] key) {
    try {
      return db.get(families.get(table.family()), durableOptions, RocksKeys.encode(table, key));
    } catch (RocksDBException e) {
      throw new EngineException("reading from the store failed", e);
    }
  }

  @Override
  public void flush(boolean isWaiting) {
    try (FlushOptions options =
        new FlushOptions().setWaitForFlush(isWaiting).setAllowWriteStall(isWaiting)) {
      db.flush(options, families);
    } catch (RocksDBException e) {
      throw new EngineException("flushing the store failed: " + e.getMessage(), e);
    }
  }

  @Override
  public void reclaim() {
    try {
      for (ColumnFamilyHandle family : families) {
        db.compactRange(family, null, null, reclaimOptions);
      }
    } catch (RocksDBException e) {
      if (!reclaimOptions.canceled()) {
        throw new EngineException("rewriting the store failed: " + e.getMessage(), e);
      }
    }
  }

  @Override
  public void stopReclaiming() {
    reclaimOptions.setCanceled(true);
  }

  @Override
  public long sizeBytes() {
    return sum("rocksdb.total-sst-files-size") + sum("rocksdb.cur-size-all-mem-tables");
  }

  @Override
  public long liveBytes() {
    return sum("rocksdb.estimate-live-data-size") + sum("rocksdb.cur-size-active-mem-table");
  }

  private long sum(String property) {
    try {
      long total = 0;
      for (ColumnFamilyHandle family : families) {
        total += db.getLongProperty(family, property);
      }
      return total;
    } catch (RocksDBException e) {
      throw new EngineException("asking the store for " + property + " failed", e);
    }
  }

  @Override
  public void close() {
    families.forEach(ColumnFamilyHandle::close);
    db.close();
    closeOwned();
  }

  private void closeOwned() {
    for (int i = owned.size() - 1; i >= 0; i--) {
      owned.get(i).close();
    }
    owned.clear();
  }
}
