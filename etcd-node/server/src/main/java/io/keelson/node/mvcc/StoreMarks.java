package io.keelson.node.mvcc;

import io.keelson.node.engine.Table;
import io.keelson.node.engine.View;
import java.util.Arrays;

/**
 * How far a store is, by its rows in {@code META}.
 *
 * @param applied last entry whose effects it has
 * @param scheduledCompactRevision revision up to which history is given up, −1 if none is
 * @param finishedCompactRevision revision up to which it is removed, −1 if none is
 */
public record StoreMarks(
    MvccStore.Applied applied, long scheduledCompactRevision, long finishedCompactRevision) {
  /** Reads the marks of a view. */
  public static StoreMarks read(View view) {
    return new StoreMarks(
        MvccStore.readApplied(view.get(Table.META, MvccStore.APPLIED)),
        MvccStore.readRevision(view.get(Table.META, MvccStore.SCHEDULED_COMPACTION)),
        MvccStore.readRevision(view.get(Table.META, MvccStore.FINISHED_COMPACTION)));
  }

  /** Form in which upstream keeps a mark of compaction. */
  public static byte[] upstreamForm(long compactRevision) {
    byte[] key = new byte[UpstreamKey.BYTES_MAX];
    int length = UpstreamKey.put(key, new Revision(compactRevision, 0), false);
    return Arrays.copyOf(key, length);
  }
}
