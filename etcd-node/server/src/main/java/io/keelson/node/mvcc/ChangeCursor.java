package io.keelson.node.mvcc;

import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireReader;
import io.keelson.bytes.WireReader.WireException;
import io.keelson.node.engine.Cursor;
import io.keelson.node.engine.EngineException;
import io.keelson.node.engine.Table;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Walks the changes of history from a revision on. Starts before the first. One thread; the view
 * must stay retained.
 */
public final class ChangeCursor implements AutoCloseable {
  private static final int KEY_TAG = 1 << 3 | WireReader.LEN;

  private final Cursor rows;
  private byte[] row = new byte[0];
  private long revision;

  ChangeCursor(StoreView view, long fromRevision) {
    rows =
        view.view()
            .cursor(
                Table.HISTORY,
                Revision.encode(fromRevision, 0),
                Revision.encode(view.revision() + 1, 0),
                true);
  }

  /** Moves to the next change; false at the view's end. */
  public boolean next() {
    if (!rows.next()) {
      return false;
    }
    revision = Revision.decode(rows.key(), 0).main();
    return true;
  }

  /** Revision of this change. */
  public long revision() {
    return revision;
  }

  /** This change, or null if its key is not wanted. */
  public @Nullable Change change(Predicate<Bytes> isWanted) {
    row = rows.value();
    HistoryRow decoded = HistoryRow.decode(row);
    Bytes key = key(decoded.keyValue());
    if (!isWanted.test(key)) {
      return null;
    }
    if (decoded.isTombstone()) {
      Bytes keyValue = HistoryRow.deletedKeyValue(key, revision);
      return new Change(revision, true, false, decoded.previous(), key, keyValue);
    }
    boolean isCreate = KeyValueView.decode(decoded.keyValue()).createRevision() == revision;
    return new Change(revision, false, isCreate, decoded.previous(), key, decoded.keyValue());
  }

  /** The key stands first in an encoded key-value, so the rest need not be read. */
  private static Bytes key(Bytes keyValue) {
    try {
      WireReader in = new WireReader(keyValue);
      if (in.nextField() && in.tag() == KEY_TAG) {
        return in.bytes();
      }
    } catch (WireException e) {
      throw new EngineException("a stored key-value is damaged", e);
    }
    return Bytes.EMPTY; // the mark that a bumped revision leaves, which nobody watches
  }

  @Override
  public void close() {
    rows.close();
  }
}
