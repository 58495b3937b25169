package io.keelson.node.mvcc;

/** Keys of upstream's bucket {@code key}: revision and, for a deletion, a mark. */
final class UpstreamKey {
  /** Length of the longest. */
  static final int BYTES_MAX = 18;

  private static final int BYTES = 17;

  private UpstreamKey() {}

  /**
   * Writes a key.
   *
   * @return its length
   */
  static int put(byte[] target, Revision revision, boolean isTombstone) {
    BigEndian.putLong(target, 0, revision.main());
    target[8] = '_';
    BigEndian.putLong(target, 9, revision.sub());
    target[BYTES] = 't';
    return isTombstone ? BYTES_MAX : BYTES;
  }
}
