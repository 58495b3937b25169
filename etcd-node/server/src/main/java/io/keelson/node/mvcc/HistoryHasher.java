package io.keelson.node.mvcc;

import io.keelson.bytes.Bytes;
import io.keelson.node.engine.Cursor;
import io.keelson.node.engine.Table;
import io.keelson.node.engine.View;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * HashKV: CRC-32C over {@code key} and then every row of history up to a revision that a compaction
 * at the compact revision has not removed or would not remove, in upstream's bytes, so that members
 * of either make can be compared.
 *
 * <p>Rows at or before the compact revision count only if they are the newest of their key at the
 * hashed revision. Which are not, is learned from the rows after it, which name their predecessors:
 * a sorted list of at most {@link #SUPERSEDED_MAX} of them (16 MB), beyond which each row's key is
 * looked up instead. Any thread, minutes for large stores.
 */
public final class HistoryHasher {
  private static final int SUPERSEDED_MAX = 1 << 20;
  private static final byte[] KEY_BUCKET = "key".getBytes(StandardCharsets.US_ASCII);

  private final View view;
  private final StoreView storeView;
  private final long compactRevision;
  private final long revision;
  private final CRC32C crc = new CRC32C();
  private final byte[] rowKey = new byte[UpstreamKey.BYTES_MAX];

  private HistoryHasher(StoreView view, long compactRevision, long revision) {
    this.view = view.view();
    this.storeView = view;
    this.compactRevision = compactRevision;
    this.revision = revision;
  }

  /** Hash up to a revision that the view can read, 0 for its current one. */
  public static KeyValueHash hash(StoreView view, long finishedRevision, long atRevision) {
    long revision = atRevision == 0 ? view.revision() : atRevision;
    HistoryHasher hasher = new HistoryHasher(view, view.compactRevision(), revision);
    return hasher.run(finishedRevision, hasher.isAnyAlive());
  }

  /**
   * Hash up to a revision as if history had been given up before another that is no earlier than
   * what the store has given up by itself, whatever was marked after the hashed revision.
   */
  public static KeyValueHash hash(
      StoreView view, long finishedRevision, long compactRevision, long atRevision) {
    HistoryHasher hasher = new HistoryHasher(view, compactRevision, atRevision);
    return hasher.run(finishedRevision, hasher.isAnyAlive());
  }

  /**
   * Hash that upstream keeps for a compaction: over the rows before removal, with the previous
   * compact revision.
   *
   * @param previousRevision compact revision before, −1 for none; its removal is finished
   */
  public static KeyValueHash hashForCompaction(
      StoreView view, long previousRevision, long compactRevision) {
    HistoryHasher hasher = new HistoryHasher(view, previousRevision, compactRevision);
    boolean isAnyKept = hasher.isAnyAlive() || hasher.hasTombstoneAt(compactRevision);
    return hasher.run(previousRevision, isAnyKept);
  }

  /** Whether any key is alive; the empty key too, which only a bumped revision has. */
  private boolean isAnyAlive() {
    return storeView.count(Bytes.of(0), Bytes.of(0), revision) > 0
        || storeView.count(Bytes.EMPTY, Bytes.EMPTY, revision) > 0;
  }

  private KeyValueHash run(long finishedRevision, boolean isAnyKept) {
    crc.update(KEY_BUCKET);
    @Nullable Superseded superseded =
        compactRevision < 0 || !isAnyKept ? null : collectSuperseded(finishedRevision);
    try (Cursor rows =
        view.cursor(
            Table.HISTORY,
            Revision.encode(0, 0),
            Revision.encode(Math.max(0, revision + 1), 0),
            true)) {
      while (rows.next()) {
        Revision at = Revision.decode(rows.key(), 0);
        HistoryRow row = HistoryRow.decode(rows.value());
        if (at.main() <= compactRevision && isAnyKept && !isKept(at, row, superseded)) {
          continue;
        }
        if (row.isTombstone() && at.main() == compactRevision) {
          continue;
        }
        update(at, row);
      }
    }
    return new KeyValueHash(crc.getValue(), compactRevision, revision);
  }

  private boolean isKept(Revision at, HistoryRow row, @Nullable Superseded superseded) {
    if (row.isTombstone()) {
      return false;
    }
    if (superseded != null) {
      return !superseded.contains(at);
    }
    KeyValueView keyValue = KeyValueView.decode(row.keyValue());
    boolean[] isNewest = new boolean[1];
    storeView
        .at(revision)
        .walk(
            new KeyRange(keyValue.key(), keyValue.key().successor(), true),
            (array, offset, length) -> {
              isNewest[0] =
                  KeyValueView.decode(Bytes.wrap(array, offset, length)).modRevision() == at.main();
              return false;
            });
    return isNewest[0];
  }

  /** What the rows after the last removal supersede, null if that is too much to remember. */
  private @Nullable Superseded collectSuperseded(long finishedRevision) {
    Superseded superseded = new Superseded();
    try (Cursor rows =
        view.cursor(
            Table.HISTORY,
            Revision.encode(Math.max(0, finishedRevision), 0),
            Revision.encode(Math.max(0, revision + 1), 0),
            true)) {
      while (rows.next()) {
        @Nullable Revision previous = HistoryRow.decode(rows.value()).previous();
        if (previous != null && previous.main() <= compactRevision) {
          if (superseded.size == SUPERSEDED_MAX) {
            return null;
          }
          superseded.add(previous);
        }
      }
    }
    superseded.sort();
    return superseded;
  }

  private boolean hasTombstoneAt(long main) {
    try (Cursor rows =
        view.cursor(Table.HISTORY, Revision.encode(main, 0), Revision.encode(main + 1, 0), false)) {
      while (rows.next()) {
        if (HistoryRow.decode(rows.value()).isTombstone()) {
          return true;
        }
      }
    }
    return false;
  }

  private void update(Revision at, HistoryRow row) {
    crc.update(rowKey, 0, UpstreamKey.put(rowKey, at, row.isTombstone()));
    Bytes keyValue = row.keyValue();
    crc.update(keyValue.array(), keyValue.offset(), keyValue.length());
  }

  /** Revisions in two parallel arrays packed into one of longs; subs fit 24 bits, mains 39. */
  private static final class Superseded {
    private static final int SUB_BITS = 24;

    private long[] packed = new long[1024];
    private int size;

    void add(Revision revision) {
      if (size == packed.length) {
        packed = Arrays.copyOf(packed, size * 2);
      }
      packed[size++] = pack(revision);
    }

    void sort() {
      Arrays.sort(packed, 0, size);
    }

    boolean contains(Revision revision) {
      return Arrays.binarySearch(packed, 0, size, pack(revision)) >= 0;
    }

    private static long pack(Revision revision) {
      return revision.main() << SUB_BITS | (revision.sub() & ((1 << SUB_BITS) - 1));
    }
  }
}
