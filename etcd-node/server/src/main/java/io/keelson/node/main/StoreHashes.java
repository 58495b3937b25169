package io.keelson.node.main;

import io.keelson.node.command.Refusal;
import io.keelson.node.mvcc.HashStore;
import io.keelson.node.mvcc.HistoryHasher;
import io.keelson.node.mvcc.KeyValueHash;
import io.keelson.node.mvcc.MvccStore;
import io.keelson.node.mvcc.StoreMarks;
import io.keelson.node.mvcc.StoreView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hashes of the store: kept ones of compactions where there are, computed ones otherwise. */
final class StoreHashes implements HashSource {
  private final MvccStore store;
  private final HashStore kept;

  StoreHashes(MvccStore store, HashStore kept) {
    this.store = store;
    this.kept = kept;
  }

  @Override
  public Answer at(long revision) {
    StoreView view = store.view();
    try {
      @Nullable KeyValueHash stored = kept.get(revision);
      if (stored != null) {
        return new Hashed(stored, view.revision());
      }
      @Nullable Refusal refusal = view.refusal(revision);
      if (refusal != null) {
        return new Refused(refusal);
      }
      // What is removed must be known of this very view: the removal may go on, or start anew in a
      // received store.
      long finished = StoreMarks.read(view.view()).finishedCompactRevision();
      return new Hashed(HistoryHasher.hash(view, finished, revision), view.revision());
    } finally {
      view.release();
    }
  }

  @Override
  public List<KeyValueHash> ofCompactions() {
    return kept.newestFirst();
  }
}
