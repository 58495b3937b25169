package io.keelson.node.wal;

import io.keelson.node.disk.DiskFile;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The part of a file that is in memory: one buffer, which moves forward and grows to the longest
 * record asked for.
 */
final class SegmentWindow {
  private static final int BUFFER_BYTES = 256 << 10;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] array = new byte[BUFFER_BYTES];
  private final DiskFile file;
  private final long size;
  private long start;
  private int count;

  SegmentWindow(DiskFile file) throws IOException {
    this.file = file;
    this.size = file.size();
  }

  /** Length of the file in bytes when it was opened. */
  long size() {
    return size;
  }

  /**
   * Brings a part of the file into memory. Indexes into {@link #array} from before are void.
   *
   * @return false if the file ends before the end of the part
   */
  boolean load(long position, int bytes) throws IOException {
    if (bytes > size - position) {
      return false;
    }
    if (position >= start && position + bytes <= start + count) {
      return true;
    }
    if (bytes > array.length) {
      array = new byte[bytes];
    }
    start = position;
    count = 0;
    int wanted = (int) Math.min(array.length, size - position);
    count = file.read(ByteBuffer.wrap(array, 0, wanted), position);
    return count >= bytes;
  }

  byte[] array() {
    return array;
  }

  /** Where in {@link #array} a loaded position is. */
  int indexOf(long position) {
    return (int) (position - start);
  }

  /** The little-endian word at a loaded position. */
  long longAt(long position) {
    return (long) LONG.get(array, indexOf(position));
  }
}
