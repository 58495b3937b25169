package io.keelson.node.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.CompactRangeOptions.BottommostLevelCompaction;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.MutableDBOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.ReadTier;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksObject;
import org.rocksdb.WriteBatch;

/**
 * One folder of RocksDB, open. Counted references: the engine has one while it works on this store,
 * each view has one, and so has each operation while it runs. After {@link #retire} the last one
 * that is given back has the store closed and its folder deleted.
 */
final class RocksStore {
  private static final int BLOCK_BYTES = 16 << 10;
  private static final int BLOOM_BITS = 10;
  private static final long SYNC_BYTES = 1 << 20;

  /** In the order of the tables' family numbers. */
  private static final List<String> FAMILIES = List.of("current", "history", "default");

  private final Path directory;
  private final List<RocksObject> owned = new ArrayList<>();
  private final RocksDB db;
  private final List<ColumnFamilyHandle> families;
  private final ReadOptions durableOptions;
  private final CompactRangeOptions reclaimOptions;
  private final AtomicInteger references = new AtomicInteger(1);
  private final AtomicBoolean isClosed = new AtomicBoolean();
  private volatile @Nullable Executor retirement;

  /**
   * Opens or creates the store.
   *
   * @throws IOException if the directory cannot be created
   * @throws EngineException if the files cannot be opened, with RocksDB's reason
   */
  RocksStore(Path directory, EngineConfig config, RocksMemory memory) throws IOException {
    this.directory = directory;
    Files.createDirectories(directory);
    DBOptions options = own(dbOptions(config, memory));
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    for (String family : FAMILIES) {
      descriptors.add(
          new ColumnFamilyDescriptor(
              family.getBytes(StandardCharsets.UTF_8), own(familyOptions(family, config, memory))));
    }
    durableOptions = own(new ReadOptions().setReadTier(ReadTier.PERSISTED_TIER));
    reclaimOptions =
        own(
            new CompactRangeOptions()
                .setExclusiveManualCompaction(false)
                .setBottommostLevelCompaction(BottommostLevelCompaction.kForceOptimized));
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try {
      db = RocksDB.open(options, directory.toString(), descriptors, handles);
    } catch (RocksDBException e) {
      closeOwned();
      throw new EngineException("cannot open the store in " + directory + ": " + e.getMessage(), e);
    }
    families = List.copyOf(handles);
  }

  private static DBOptions dbOptions(EngineConfig config, RocksMemory memory) {
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
        .setWriteBufferManager(memory.memtables())
        .setRateLimiter(memory.limiter())
        .setMaxOpenFiles(1024)
        .setSkipStatsUpdateOnDbOpen(true)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setKeepLogFileNum(2)
        .setMaxLogFileSize(1 << 20)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0);
  }

  private ColumnFamilyOptions familyOptions(
      String family, EngineConfig config, RocksMemory memory) {
    BlockBasedTableConfig blocks =
        new BlockBasedTableConfig()
            .setBlockCache(memory.cache())
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
            .setMaxBytesForLevelBase(128L << 20)
            .setDisableAutoCompactions(!config.isMergingAtOnce())
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

  /** Merges files in the background from now on, if that did not begin at the opening. */
  void startMerging() {
    try {
      db.enableAutoCompaction(families);
    } catch (RocksDBException e) {
      throw new EngineException("cannot begin to merge files: " + e.getMessage(), e);
    }
  }

  RocksDB db() {
    return db;
  }

  List<ColumnFamilyHandle> families() {
    return families;
  }

  ColumnFamilyHandle family(Table table) {
    return families.get(table.family());
  }

  ReadOptions durableOptions() {
    return durableOptions;
  }

  CompactRangeOptions reclaimOptions() {
    return reclaimOptions;
  }

  /** A batch that lives as long as the store. The writer's thread only. */
  WriteBatch newBatch() {
    return own(new WriteBatch());
  }

  /** Takes another reference; false if the last one is gone already. */
  boolean retain() {
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

  /** Gives a reference back. */
  void release() {
    if (references.decrementAndGet() == 0) {
      @Nullable Executor executor = retirement;
      if (executor != null) {
        retire(executor, this::closeAndDelete);
      }
    }
  }

  private void retire(Executor executor, Runnable job) {
    try {
      executor.execute(job);
    } catch (RejectedExecutionException e) {
      // The process is stopping; the next start deletes the folder.
      close();
    }
  }

  /**
   * The engine works on another store now. Gives the engine's reference back.
   *
   * @param executor closes the store and deletes its folder, which may take long
   */
  void retire(Executor executor) {
    reclaimOptions.setCanceled(true);
    retirement = executor;
    release();
  }

  private void closeAndDelete() {
    try {
      db.setDBOptions(MutableDBOptions.builder().setAvoidFlushDuringShutdown(true).build());
    } catch (RocksDBException e) {
      // Then what is in memory is written once more before it is deleted.
    }
    close();
    try {
      List<Path> files = new ArrayList<>();
      try (var children = Files.newDirectoryStream(directory)) {
        children.forEach(files::add);
      }
      for (Path file : files) {
        Files.delete(file);
      }
      Files.delete(directory);
    } catch (IOException e) {
      // What is left has a name that the next start takes for a leftover.
    }
  }

  boolean isClosed() {
    return isClosed.get();
  }

  /** Closes at once, whoever still has a reference. A second call does nothing. */
  void close() {
    if (isClosed.compareAndSet(false, true)) {
      families.forEach(ColumnFamilyHandle::close);
      db.close();
      closeOwned();
    }
  }

  private void closeOwned() {
    for (int i = owned.size() - 1; i >= 0; i--) {
      owned.get(i).close();
    }
    owned.clear();
  }
}
