package io.keelson.node.mvcc;

import io.keelson.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects the changes of the unwritten batch for a {@link ChangeListener}. What does not fit the
 * bound is left out, and the block says so: listeners read it from history. Apply thread.
 */
final class ChangeCollector {
  private static final int CHANGES_MAX = 1 << 14;
  private static final long BYTES_MAX = 4L << 20;

  private ChangeListener listener = ChangeListener.NONE;
  private List<Change> changes = new ArrayList<>();
  private long bytes;
  private boolean isComplete;

  void listener(ChangeListener newListener) {
    listener = newListener;
    isComplete = false;
  }

  void put(KeyVersion version, @Nullable Revision previous, Bytes key, Bytes keyValue) {
    if (isComplete) {
      long revision = version.revision().main();
      boolean isCreate = version.createRevision() == revision;
      add(new Change(revision, false, isCreate, previous, key, keyValue));
    }
  }

  void delete(Revision at, Revision previous, Bytes key) {
    if (isComplete) {
      Bytes keyValue = HistoryRow.deletedKeyValue(key, at.main());
      add(new Change(at.main(), true, false, previous, key, keyValue));
    }
  }

  private void add(Change change) {
    bytes += change.bytes();
    changes.add(change);
    if (changes.size() > CHANGES_MAX || bytes > BYTES_MAX) {
      forget();
    }
  }

  /** More changes follow than are worth keeping. */
  void forget() {
    isComplete = false;
    changes = new ArrayList<>();
    bytes = 0;
  }

  /** The batch is published; the next begins. */
  void published(long firstRevision, long lastRevision) {
    boolean isListening = listener.isListening();
    if (isListening && lastRevision >= firstRevision) {
      listener.changed(new ChangeBlock(firstRevision, lastRevision, changes, isComplete, bytes));
    }
    if (!changes.isEmpty()) {
      changes = new ArrayList<>();
      bytes = 0;
    }
    isComplete = isListening;
  }
}
