package io.keelson.node.mvcc;

import io.keelson.bytes.Bytes;
import io.keelson.node.command.Command.DeleteRange;
import io.keelson.node.command.Command.Put;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one log entry: they share one revision, in the order in which they are made. A
 * transaction without changes does not advance the revision.
 */
final class WriteTxn {
  private final MvccStore store;
  private final long beginRevision;
  private int changes;

  WriteTxn(MvccStore store, long beginRevision) {
    this.store = store;
    this.beginRevision = beginRevision;
  }

  /** Revision that an operation at this point sees and reports. */
  long revision() {
    return changes == 0 ? beginRevision : beginRevision + 1;
  }

  long beginRevision() {
    return beginRevision;
  }

  private Revision nextChange() {
    return new Revision(beginRevision + 1, changes++);
  }

  /**
   * Sets a key; its checks have passed.
   *
   * @return the revision and, if wanted, the version before
   */
  PutResult put(Put put) {
    boolean isOldValueNeeded = put.isPrevKvWanted() || put.isValueIgnored();
    @Nullable Bytes oldKeyValue = isOldValueNeeded ? store.keyValue(put.key()) : null;
    @Nullable KeyVersion old = store.version(put.key());
    Bytes value = put.value();
    if (put.isValueIgnored() && oldKeyValue != null) {
      value = KeyValueView.decode(oldKeyValue).value();
    }
    long lease = put.isLeaseIgnored() && old != null ? old.lease() : put.lease();
    Revision at = nextChange();
    KeyVersion version =
        old == null
            ? new KeyVersion(at.main(), at, 1, lease)
            : new KeyVersion(old.createRevision(), at, old.version() + 1, lease);
    store.put(put.key(), old, version, value);
    return new PutResult(revision(), put.isPrevKvWanted() ? oldKeyValue : null);
  }

  /** Deletes all live keys of a range in ascending order. */
  DeleteResult delete(DeleteRange delete) {
    List<Bytes> keyValues = new ArrayList<>();
    KeyRange range = KeyRange.of(delete.key(), delete.rangeEnd());
    List<Bytes> keys = new ArrayList<>();
    store
        .keys()
        .walk(
            range,
            (array, offset, length) -> {
              byte[] copy = new byte[length];
              System.arraycopy(array, offset, copy, 0, length);
              Bytes keyValue = Bytes.wrap(copy);
              Bytes key = KeyValueView.decode(keyValue).key();
              keys.add(delete.isPrevKvWanted() ? key : key.compact());
              if (delete.isPrevKvWanted()) {
                keyValues.add(keyValue);
              }
              return true;
            });
    delete(keys);
    return new DeleteResult(revision(), keys.size(), keyValues);
  }

  /** Deletes those of these keys that live, in the order given. */
  void delete(List<Bytes> keys) {
    for (Bytes key : keys) {
      @Nullable KeyVersion old = store.version(key);
      if (old != null) {
        store.delete(key, old, nextChange());
      }
    }
  }

  /** Ends the transaction; its revision becomes the store's. */
  void end() {
    store.advance(revision());
  }
}
