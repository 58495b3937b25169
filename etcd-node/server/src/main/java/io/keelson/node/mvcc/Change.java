package io.keelson.node.mvcc;

import io.keelson.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * One change of one key as a watcher is told of it.
 *
 * @param revision revision of the transaction that made it
 * @param isDelete whether the key was deleted
 * @param isCreate whether the key came to life
 * @param previous the change of the same key before this one, null if there never was one
 * @param key the key
 * @param keyValue encoded {@code mvccpb.KeyValue}; for a deletion key and revision only
 */
public record Change(
    long revision,
    boolean isDelete,
    boolean isCreate,
    @Nullable Revision previous,
    Bytes key,
    Bytes keyValue) {
  /** Bytes of memory beside the key-value that a change takes, about. */
  private static final int OVERHEAD_BYTES = 120;

  /** Memory that this change holds, about. */
  public long bytes() {
    return (long) keyValue.length() + OVERHEAD_BYTES;
  }
}
