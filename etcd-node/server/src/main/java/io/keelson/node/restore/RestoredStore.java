package io.keelson.node.restore;

import io.keelson.bytes.Bytes;
import io.keelson.node.engine.Engine;
import io.keelson.node.engine.RocksEngine;
import io.keelson.node.mvcc.HistoryHasher;
import io.keelson.node.mvcc.MvccStore;
import io.keelson.node.mvcc.StoreMarks;
import io.keelson.node.mvcc.StoreView;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A look into a directory that {@link SnapshotRestore} made for our node, before anybody starts on
 * it. One thread.
 */
public final class RestoredStore implements AutoCloseable {
  private final Engine engine;
  private final MvccStore store;
  private final StoreView view;

  private RestoredStore(Engine engine) {
    this.engine = engine;
    this.store = new MvccStore(engine);
    this.view = store.view();
  }

  /** Opens the store of a member's data directory. */
  public static RestoredStore open(Path dataDir) throws IOException {
    Path directory = dataDir.resolve("member").resolve("store");
    return new RestoredStore(new RocksEngine(StoreImport.config(directory)));
  }

  /** Current revision, as bumped. */
  public long revision() {
    return view.revision();
  }

  /** Number of keys that were alive at a revision. */
  public long countKeys(long atRevision) {
    return view.count(Bytes.of(0), Bytes.of(0), atRevision);
  }

  /** HashKV at a revision after a compaction, −1 for none; whatever was bumped after it. */
  public long hash(long atRevision, long compactRevision) {
    long finished = StoreMarks.read(view.view()).finishedCompactRevision();
    return HistoryHasher.hash(view, finished, compactRevision, atRevision).hash();
  }

  @Override
  public void close() {
    view.release();
    store.close();
    engine.close();
  }
}
