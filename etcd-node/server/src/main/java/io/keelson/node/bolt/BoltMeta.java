package io.keelson.node.bolt;

import org.jspecify.annotations.Nullable;

/**
 * What a meta page says.
 *
 * @param root page of the root bucket
 * @param pages number of pages in use; the file may be longer
 * @param transaction of two valid meta pages the one with the higher number holds
 */
record BoltMeta(int pageSize, long root, long pages, long transaction) {
  /** Page header and content. */
  static final int BYTES = 80;

  private static final int CHECKSUM = 72;

  /** Null if the bytes are no valid meta page. */
  static @Nullable BoltMeta decode(byte[] page) {
    boolean isValid =
        LittleEndian.getInt(page, 16) == Format.MAGIC
            && LittleEndian.getInt(page, 20) == Format.VERSION
            && LittleEndian.getLong(page, CHECKSUM) == checksum(page);
    int pageSize = LittleEndian.getInt(page, 24);
    boolean isSize =
        pageSize >= Format.PAGE_SIZE_MIN
            && pageSize <= Format.PAGE_SIZE_MAX
            && Integer.bitCount(pageSize) == 1;
    return isValid && isSize
        ? new BoltMeta(
            pageSize,
            LittleEndian.getLong(page, 32),
            LittleEndian.getLong(page, 56),
            LittleEndian.getLong(page, 64))
        : null;
  }

  /** Whether this one holds, of two of one file. */
  boolean isAfter(BoltMeta other) {
    return pageSize == other.pageSize && transaction > other.transaction;
  }

  /** Writes a meta page whose free list is not stored. */
  void encode(byte[] page, int id) {
    LittleEndian.putLong(page, 0, id);
    LittleEndian.putShort(page, 8, Format.META);
    LittleEndian.putInt(page, 16, Format.MAGIC);
    LittleEndian.putInt(page, 20, Format.VERSION);
    LittleEndian.putInt(page, 24, pageSize);
    LittleEndian.putLong(page, 32, root);
    LittleEndian.putLong(page, 48, Format.NO_FREELIST);
    LittleEndian.putLong(page, 56, pages);
    LittleEndian.putLong(page, 64, transaction);
    LittleEndian.putLong(page, CHECKSUM, checksum(page));
  }

  /** FNV-1a over the fields before the checksum. */
  static long checksum(byte[] page) {
    long hash = 0xCBF29CE484222325L;
    for (int i = Format.HEADER_BYTES; i < CHECKSUM; i++) {
      hash = (hash ^ (page[i] & 0xFF)) * 0x00000100000001B3L;
    }
    return hash;
  }
}
