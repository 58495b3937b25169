package io.keelson.node.wal;

import io.keelson.node.disk.DiskFile;
import io.keelson.node.disk.DiskLock;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The segment that is appended to. From the write position to the end of the file there are only
 * zeros; when they are used up, the next chunk of them is written together with the data and made
 * durable by the same sync.
 */
final class SegmentWriter implements AutoCloseable {
  private final SegmentName name;
  private final DiskFile file;
  private final DiskLock lock;
  private final long segmentBytes;
  private long position;
  private long fileBytes;

  SegmentWriter(
      SegmentName name,
      DiskFile file,
      DiskLock lock,
      long segmentBytes,
      long position,
      long fileBytes) {
    this.name = name;
    this.file = file;
    this.lock = lock;
    this.segmentBytes = segmentBytes;
    this.position = position;
    this.fileBytes = fileBytes;
  }

  SegmentName name() {
    return name;
  }

  /** Where the next record goes, in bytes. */
  long position() {
    return position;
  }

  boolean isFull() {
    return position >= segmentBytes;
  }

  void write(ByteBuffer records) throws IOException {
    int count = records.remaining();
    file.write(records, position);
    position += count;
    fileBytes = writeAhead(file, position, fileBytes, segmentBytes);
  }

  /** Sees to it that zeros follow a position unless the segment is full; the file's length. */
  static long writeAhead(DiskFile file, long position, long fileBytes, long segmentBytes)
      throws IOException {
    if (position < fileBytes || position >= segmentBytes) {
      return Math.max(position, fileBytes);
    }
    long end = Math.min(position + Zeros.CHUNK_BYTES, segmentBytes);
    Zeros.write(file, position, end);
    return end;
  }

  void sync() throws IOException {
    file.sync();
  }

  /** Gives back the space behind the last record. Zeros there would do no harm, so no sync. */
  void finish() throws IOException {
    file.truncate(position);
  }

  @Override
  public void close() throws IOException {
    try (lock) {
      file.close();
    }
  }
}
