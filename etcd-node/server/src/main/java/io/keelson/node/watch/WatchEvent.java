package io.keelson.node.watch;

import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireWriter;
import io.keelson.node.mvcc.Change;
import io.keelson.node.mvcc.StoreView;
import org.jspecify.annotations.Nullable;

/**
 * A change as it goes to watchers. Encoded once for all of them; with the previous key-value once
 * more if any watcher wants that. One thread at a time.
 */
final class WatchEvent {
  private static final int EVENTS_FIELD = 11;
  private static final int OVERHEAD_BYTES = 24;

  private final Change change;
  private @Nullable Bytes plain;
  private @Nullable Bytes withPrevious;

  WatchEvent(Change change) {
    this.change = change;
  }

  long revision() {
    return change.revision();
  }

  Bytes key() {
    return change.key();
  }

  boolean isDelete() {
    return change.isDelete();
  }

  long bytes() {
    return change.bytes();
  }

  /** The event as a field of a response. */
  Bytes encoded() {
    Bytes bytes = plain;
    if (bytes == null) {
      bytes = encode(Bytes.EMPTY);
      plain = bytes;
    }
    return bytes;
  }

  /** The same with the key-value that the change took the place of, if there was one. */
  Bytes encodedWithPrevious(StoreView view) {
    Bytes bytes = withPrevious;
    if (bytes == null) {
      Bytes before = view.before(change);
      bytes = before == null ? encoded() : encode(before);
      withPrevious = bytes;
    }
    return bytes;
  }

  private Bytes encode(Bytes previous) {
    int size =
        (change.isDelete() ? 2 : 0)
            + fieldSize(change.keyValue())
            + (previous.isEmpty() ? 0 : fieldSize(previous));
    WireWriter out = new WireWriter(size + OVERHEAD_BYTES);
    out.lengthPrefix(EVENTS_FIELD, size);
    out.varintField(1, change.isDelete() ? 1 : 0);
    out.requiredBytesField(2, change.keyValue());
    out.bytesField(3, previous);
    return out.toBytes();
  }

  private static int fieldSize(Bytes value) {
    return 1 + WireWriter.varintSize(value.length()) + value.length();
  }
}
