package io.keelson.node.mvcc;

import io.keelson.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/** The live keys at some revision. One thread. */
interface KeySpace {
  /** Takes one key's newest version; returns false to end the walk. */
  @FunctionalInterface
  interface Visitor {
    /**
     * Takes an encoded {@code mvccpb.KeyValue}.
     *
     * @param array valid during the call only
     */
    boolean visit(byte[] array, int offset, int length);
  }

  /** Walks the live keys of a range in ascending order. */
  void walk(KeyRange range, Visitor visitor);

  /** Version of a live key without its value, which need not be read; null if it is not alive. */
  default @Nullable KeyVersion version(Bytes key) {
    @Nullable KeyVersion[] found = new KeyVersion[1];
    walk(
        KeyRange.of(key, Bytes.EMPTY),
        (array, offset, length) -> {
          KeyValueView kv = KeyValueView.decode(Bytes.wrap(array, offset, length));
          Revision at = new Revision(kv.modRevision(), 0);
          found[0] = new KeyVersion(kv.createRevision(), at, kv.version(), kv.lease());
          return true;
        });
    return found[0];
  }

  /** Exact number of live keys in a range. */
  long count(KeyRange range);
}
