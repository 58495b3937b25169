package io.keelson.node.main;

import io.keelson.node.command.Refusal;
import io.keelson.node.mvcc.HashStore;
import io.keelson.node.mvcc.HistoryHasher;
import io.keelson.node.mvcc.KeyValueHash;
import io.keelson.node.mvcc.MvccStore;
import io.keelson.node.mvcc.StoreView;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Hashes of the store: kept ones of compactions where there are, computed ones otherwise. */
final class StoreHashes implements HashSource {
  private final MvccStore store;
  private final HashStore kept;
  private final LongSupplier finishedCompactRevision;

  /**
   * Hashes a store.
   *
   * @param finishedCompactRevision revision up to which compacted rows are gone
   */
  StoreHashes(MvccStore store, HashStore kept, LongSupplier finishedCompactRevision) {
    this.store = store;
    this.kept = kept;
    this.finishedCompactRevision = finishedCompactRevision;
  }

  @Override
  public Answer at(long revision) {
    // In this order: the view must have all removals up to the finished revision.
    long finished = finishedCompactRevision.getAsLong();
    StoreView view = store.view();
    try {
      @Nullable KeyValueHash stored = kept.get(revision);
      if (stored != null) {
        return new Hashed(stored, view.revision());
      }
      @Nullable Refusal refusal = view.refusal(revision);
      return refusal != null
          ? new Refused(refusal)
          : new Hashed(HistoryHasher.hash(view, finished, revision), view.revision());
    } finally {
      view.release();
    }
  }

  @Override
  public List<KeyValueHash> ofCompactions() {
    return kept.newestFirst();
  }
}
