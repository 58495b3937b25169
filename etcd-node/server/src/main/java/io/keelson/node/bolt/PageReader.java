package io.keelson.node.bolt;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads checked pages of a file by number. Any number of threads. */
final class PageReader {
  /** A read into an array goes through a native buffer of its size, which the thread keeps. */
  private static final int READ_BYTES_MAX = 1 << 20;

  private final BoltSource file;
  private final BoltMeta meta;
  private final int pageBytesMax;

  PageReader(BoltSource file, BoltMeta meta, int pageBytesMax) {
    this.file = file;
    this.meta = meta;
    this.pageBytesMax = pageBytesMax;
  }

  BoltMeta meta() {
    return meta;
  }

  /**
   * Reads a page with those that continue it.
   *
   * @param heldBytes what the caller holds already of the memory that it may take
   */
  BoltPage read(long number, BoltPage.Bounds bounds, long heldBytes) throws IOException {
    if (number < 2 || number >= meta.pages()) {
      throw new BoltException("page " + number + " is referred to but is not in the file");
    }
    byte[] first = new byte[meta.pageSize()];
    readAt(file, number * meta.pageSize(), first, 0);
    if (LittleEndian.getLong(first, 0) != number) {
      throw damaged(number, "it has the number " + LittleEndian.getLong(first, 0));
    }
    long overflow = LittleEndian.getUnsignedInt(first, 12);
    if (overflow >= meta.pages() - number) {
      throw damaged(number, overflow + " further pages are more than the file has");
    }
    long spanBytes = (overflow + 1) * meta.pageSize();
    if (spanBytes + heldBytes > pageBytesMax) {
      throw damaged(number, "it takes " + spanBytes + " bytes, more than allowed");
    }
    byte[] span = first;
    if (overflow > 0) {
      span = new byte[(int) spanBytes];
      System.arraycopy(first, 0, span, 0, first.length);
      readAt(file, number * meta.pageSize() + first.length, span, first.length);
    }
    try {
      return BoltPage.parse(span, 0, bounds);
    } catch (BoltPage.DamagedException e) {
      throw damaged(number, String.valueOf(e.getMessage()));
    }
  }

  BoltException damaged(long number, String finding) {
    return BoltException.atPage(number, meta.pageSize(), finding);
  }

  /** Fills an array from an index on. */
  static void readAt(BoltSource file, long offset, byte[] target, int from) throws IOException {
    int at = from;
    while (at < target.length) {
      int length = Math.min(READ_BYTES_MAX, target.length - at);
      int read = file.read(ByteBuffer.wrap(target, at, length), offset + at - from);
      if (read <= 0) {
        throw new BoltException("the file ends before offset " + (offset + target.length - from));
      }
      at += read;
    }
  }
}
