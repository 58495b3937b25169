package io.keelson.node.restore;

import io.keelson.node.bolt.BoltCursor;
import io.keelson.node.bolt.BoltException;
import io.keelson.node.bolt.BoltFile;
import io.keelson.node.engine.Engine;
import io.keelson.node.engine.EngineConfig;
import io.keelson.node.engine.EngineException;
import io.keelson.node.engine.EngineOpener;
import io.keelson.node.engine.RocksEngine;
import io.keelson.node.engine.Table;
import io.keelson.node.members.Founders;
import io.keelson.node.mvcc.HistoryLoader;
import io.keelson.node.mvcc.HistoryLoader.Compacted;
import java.io.IOException;
import java.nio.file.Path;

/** Makes our store out of upstream's database. Memory is bounded whatever the file's size. */
final class StoreImport {
  private static final long STORE_BYTES = 96L << 20;
  private static final long MEMTABLE_BYTES = 32L << 20;
  private static final int STORE_THREADS = 2;

  private final EtcdDatabase database;
  private final EngineOpener engines;
  private final boolean withLeases;

  StoreImport(BoltFile source) {
    this(source, RocksEngine::new);
  }

  StoreImport(BoltFile source, boolean withLeases) {
    this(source, RocksEngine::new, withLeases);
  }

  StoreImport(BoltFile source, EngineOpener engines) {
    this(source, engines, true);
  }

  private StoreImport(BoltFile source, EngineOpener engines, boolean withLeases) {
    this.database = new EtcdDatabase(source);
    this.engines = engines;
    this.withLeases = withLeases;
  }

  /**
   * Where the store starts.
   *
   * @param index log index whose effects it then has
   * @param term its term
   * @param bump by how much the last revision is raised and then marked as compacted, 0 for not
   */
  record Start(long index, long term, long bump) {}

  /** Settings of an engine that only builds or checks a store. */
  static EngineConfig config(Path directory) {
    return new EngineConfig(directory, STORE_BYTES, MEMTABLE_BYTES, STORE_THREADS);
  }

  /**
   * Writes the store; it is durable on return, its folder's name is not.
   *
   * @param directory folder that does not exist
   * @return the store's current revision
   */
  long into(Path directory, Founders founders, Start start) throws IOException {
    try (Engine engine = engines.open(config(directory));
        HistoryLoader loader = new HistoryLoader(engine)) {
      copyKeys(loader);
      if (withLeases) {
        copy(EtcdDatabase.LEASE, Table.LEASE, loader);
      }
      copy(EtcdDatabase.ALARM, Table.ALARM, loader);
      founders.write(loader.batch());
      long scheduled = database.compactRevision();
      if (start.bump() > 0) {
        scheduled = Math.addExact(loader.lastMain(), start.bump());
        loader.add(new RevisionKey(scheduled, 0, false).encode(), new byte[0]);
      }
      long finished = database.compaction(EtcdDatabase.FINISHED_COMPACTION);
      return loader.finish(new Compacted(scheduled, finished), start.index(), start.term());
    } catch (BoltException e) {
      throw new RestoreException("the database is damaged: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new RestoreException("the database is damaged: " + e.getMessage(), e);
    } catch (ArithmeticException e) {
      throw new RestoreException("--bump-revision is too large", e);
    } catch (EngineException e) {
      throw new RestoreException("cannot write " + directory + ": " + e.getMessage(), e);
    }
  }

  private void copyKeys(HistoryLoader loader) throws IOException {
    BoltCursor rows = database.rows(EtcdDatabase.KEY);
    while (rows != null && rows.next()) {
      loader.add(rows.key(), rows.value());
    }
  }

  private void copy(String bucket, Table table, HistoryLoader loader) throws IOException {
    BoltCursor rows = database.rows(bucket);
    while (rows != null && rows.next()) {
      loader.add(table, rows.key(), rows.value());
    }
  }
}
