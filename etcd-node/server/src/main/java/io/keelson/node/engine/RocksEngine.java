package io.keelson.node.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/**
 * The store on RocksDB, without RocksDB's own log.
 *
 * <p>All column families flush together (atomic flush), so what a crash leaves is the state after
 * some batch. {@link #getDurable} reads that state. The memory of block cache and memtables is one
 * budget.
 */
public final class RocksEngine implements Engine {
  private final EngineConfig config;
  private final RocksMemory memory;
  private final WriteOptions writeOptions;
  private volatile RocksStore current;
  private volatile boolean isReclaimingStopped;
  private volatile boolean isMerging;

  /**
   * Opens or creates the store.
   *
   * @throws IOException if the directory cannot be created
   * @throws EngineException if the files cannot be opened, with RocksDB's reason
   */
  public RocksEngine(EngineConfig config) throws IOException {
    load();
    this.config = config;
    this.memory = RocksMemory.of(config);
    this.writeOptions = new WriteOptions().setDisableWAL(true);
    try {
      this.current = new RocksStore(config.directory(), config, memory);
    } catch (IOException | EngineException e) {
      closeShared();
      throw e;
    }
  }

  /** Loads the native library, which takes a while, before it is needed. Any thread. */
  public static void load() {
    RocksDB.loadLibrary();
  }

  /** Whether there is a store in a directory, whatever its state: RocksDB's entry file is there. */
  public static boolean exists(Path directory) {
    return Files.exists(directory.resolve("CURRENT"));
  }

  @Override
  public Batch newBatch() {
    return new RocksBatch(current);
  }

  @Override
  public void write(Batch batch) {
    RocksBatch rocksBatch = (RocksBatch) batch;
    RocksStore store = current;
    if (rocksBatch.store() != store) {
      throw new IllegalStateException("the batch was made for a store that was replaced");
    }
    try {
      store.db().write(writeOptions, rocksBatch.rocks());
    } catch (RocksDBException e) {
      throw new EngineException("writing to the store failed: " + e.getMessage(), e);
    }
    rocksBatch.rocks().clear();
  }

  @Override
  public View view() {
    RocksStore store = retained();
    return new RocksView(store);
  }

  /** The present store with a reference for the caller. */
  private RocksStore retained() {
    while (true) {
      RocksStore store = current;
      if (store.retain()) {
        return store;
      }
    }
  }

  @Override
  public byte @Nullable [] getDurable(Table table, byte[] key) {
    RocksStore store = retained();
    try {
      return store
          .db()
          .get(store.family(table), store.durableOptions(), RocksKeys.encode(table, key));
    } catch (RocksDBException e) {
      throw new EngineException("reading from the store failed", e);
    } finally {
      store.release();
    }
  }

  @Override
  public void flush(boolean isWaiting) {
    RocksStore store = retained();
    try (FlushOptions options =
        new FlushOptions().setWaitForFlush(isWaiting).setAllowWriteStall(isWaiting)) {
      store.db().flush(options, store.families());
    } catch (RocksDBException e) {
      throw new EngineException("flushing the store failed: " + e.getMessage(), e);
    } finally {
      store.release();
    }
  }

  @Override
  public void startMerging() {
    isMerging = true;
    RocksStore store = retained();
    try {
      store.startMerging();
    } finally {
      store.release();
    }
  }

  @Override
  public void verify() {
    RocksStore store = retained();
    try {
      store.db().verifyChecksum();
    } catch (RocksDBException e) {
      throw new EngineException("the store is damaged: " + e.getMessage(), e);
    } finally {
      store.release();
    }
  }

  @Override
  public void reclaim() {
    RocksStore store = retained();
    try {
      for (ColumnFamilyHandle family : store.families()) {
        store.db().compactRange(family, null, null, store.reclaimOptions());
      }
    } catch (RocksDBException e) {
      if (!store.reclaimOptions().canceled()) {
        throw new EngineException("rewriting the store failed: " + e.getMessage(), e);
      }
    } finally {
      store.release();
    }
  }

  @Override
  public void stopReclaiming() {
    isReclaimingStopped = true;
    RocksStore store = retained();
    store.reclaimOptions().setCanceled(true);
    store.release();
  }

  @Override
  public void replaceWith(Path directory, Executor retirement) throws IOException {
    RocksStore next = new RocksStore(directory, config, memory);
    if (isReclaimingStopped) {
      next.reclaimOptions().setCanceled(true);
    }
    RocksStore old = current;
    current = next;
    if (isMerging) {
      next.startMerging();
    }
    old.retire(retirement);
  }

  @Override
  public long sizeBytes() {
    return ask(
        store ->
            sum(store, "rocksdb.total-sst-files-size")
                + sum(store, "rocksdb.cur-size-all-mem-tables"));
  }

  @Override
  public long liveBytes() {
    return ask(
        store ->
            sum(store, "rocksdb.estimate-live-data-size")
                + sum(store, "rocksdb.cur-size-active-mem-table"));
  }

  private long ask(ToLongFunction<RocksStore> question) {
    RocksStore store = retained();
    try {
      return question.applyAsLong(store);
    } finally {
      store.release();
    }
  }

  private static long sum(RocksStore store, String property) {
    try {
      long total = 0;
      for (ColumnFamilyHandle family : store.families()) {
        total += store.db().getLongProperty(family, property);
      }
      return total;
    } catch (RocksDBException e) {
      throw new EngineException("asking the store for " + property + " failed", e);
    }
  }

  @Override
  public void close() {
    current.close();
    closeShared();
  }

  private void closeShared() {
    writeOptions.close();
    memory.close();
  }
}
