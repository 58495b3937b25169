package io.keelson.node.restore;

import io.keelson.bytes.Bytes;
import java.nio.ByteBuffer;

/**
 * A key of upstream's bucket {@code key}: main revision, {@code _}, place within it, and {@code t}
 * if it is a tombstone.
 *
 * @param main revision of the transaction
 * @param sub place of the change within it
 * @param isTombstone whether the key was deleted
 */
record RevisionKey(long main, long sub, boolean isTombstone) {
  private static final int PUT_BYTES = 17;
  private static final int TOMBSTONE_BYTES = 18;

  static RevisionKey decode(Bytes key) throws RestoreException {
    boolean isTombstone = key.length() == TOMBSTONE_BYTES && key.at(PUT_BYTES) == 't';
    if ((key.length() != PUT_BYTES && !isTombstone) || key.at(8) != '_') {
      throw new RestoreException("cannot parse revision key: " + key);
    }
    ByteBuffer buffer = key.buffer();
    return new RevisionKey(
        buffer.getLong(buffer.position()), buffer.getLong(buffer.position() + 9), isTombstone);
  }

  byte[] encode() {
    ByteBuffer key = ByteBuffer.allocate(isTombstone ? TOMBSTONE_BYTES : PUT_BYTES);
    key.putLong(main).put((byte) '_').putLong(sub);
    if (isTombstone) {
      key.put((byte) 't');
    }
    return key.array();
  }
}
