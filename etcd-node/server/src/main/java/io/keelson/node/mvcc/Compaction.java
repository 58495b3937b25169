package io.keelson.node.mvcc;

import io.keelson.bytes.Bytes;
import io.keelson.node.engine.Cursor;
import io.keelson.node.engine.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds, in bounded steps, the rows that a compaction removes. Rows of {@code HISTORY} between the
 * last finished compaction and this one name what they superseded; nothing else is looked at. The
 * apply thread deletes what a {@link Chunk} names, so that there is one writer.
 *
 * <p>Kept are, per key, its newest change at or before the compact revision, unless that is a
 * tombstone before it; a tombstone at exactly the compact revision stays until the next compaction
 * (upstream since 3.5.16). One thread.
 */
public final class Compaction implements AutoCloseable {
  private final long compactRevision;
  private final StoreView view;
  private final Cursor rows;
  private long examined;

  /**
   * Prepares the removal up to a revision.
   *
   * @param view a retained view in which the compaction is scheduled; released on close
   * @param finishedRevision where the last finished compaction ended, −1 if there was none
   */
  public Compaction(StoreView view, long finishedRevision, long compactRevision) {
    this.view = view;
    this.compactRevision = compactRevision;
    this.rows =
        view.view()
            .cursor(
                Table.HISTORY,
                Revision.encode(Math.max(0, finishedRevision), 0),
                Revision.encode(compactRevision + 1, 0),
                true);
  }

  /**
   * Rows to remove.
   *
   * @param superseded rows of {@code HISTORY}
   * @param deletedKeys rows of {@code DELETED}
   * @param isLast whether the compaction ends with this chunk
   * @param compactRevision revision compacted to
   * @param generation store that they were found in, {@link StoreView#generation}
   */
  public record Chunk(
      List<Revision> superseded,
      List<DeletedKey> deletedKeys,
      boolean isLast,
      long compactRevision,
      long generation) {}

  /** A key and the tombstone that its row must still name for the row to be removed. */
  public record DeletedKey(Bytes key, Revision tombstone) {}

  /** The next rows, found by looking at no more than so many. */
  public Chunk next(int rowsMax) {
    List<Revision> superseded = new ArrayList<>();
    List<DeletedKey> deletedKeys = new ArrayList<>();
    for (int i = 0; i < rowsMax; i++) {
      if (!rows.next()) {
        return chunk(superseded, deletedKeys, true);
      }
      examined++;
      Revision at = Revision.decode(rows.key(), 0);
      HistoryRow row = HistoryRow.decode(rows.value());
      @Nullable Revision previous = row.previous();
      if (previous != null) {
        superseded.add(previous);
      }
      if (row.isTombstone() && at.main() < compactRevision) {
        superseded.add(at);
        deletedKeys.add(new DeletedKey(KeyValueView.decode(row.keyValue()).key(), at));
      }
    }
    return chunk(superseded, deletedKeys, false);
  }

  private Chunk chunk(List<Revision> superseded, List<DeletedKey> deletedKeys, boolean isLast) {
    return new Chunk(superseded, deletedKeys, isLast, compactRevision, view.generation());
  }

  /** Rows looked at so far. */
  public long examined() {
    return examined;
  }

  @Override
  public void close() {
    rows.close();
    view.release();
  }
}
