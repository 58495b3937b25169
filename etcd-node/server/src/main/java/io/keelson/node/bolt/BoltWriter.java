package io.keelson.node.bolt;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Writes a file from its first byte to its last without a temporary one. The first pages of a file
 * say where its last ones are, so the rows are walked twice: first for lengths only. Pages are
 * filled; a free list is not stored.
 *
 * <p>Memory does not grow with the file: one leaf twice (a page, or the largest row) and, per level
 * of a tree, two groups of children as large as a page or three keys. Four levels of 4096-byte
 * pages with keys of 17 bytes hold 900 GB. One thread at a time.
 */
public final class BoltWriter implements AutoCloseable {
  private final List<BucketSource> buckets;
  private final int pageSize;
  private final PageCounter counter;
  private final FilePass measuring;
  private boolean isMeasured;

  /**
   * Writes buckets in ascending order of name.
   *
   * @param pageSize a power of two from 1024 to 65,536; upstream uses that of the machine, 4096
   */
  public BoltWriter(List<BucketSource> buckets, int pageSize) {
    if (pageSize < Format.PAGE_SIZE_MIN
        || pageSize > Format.PAGE_SIZE_MAX
        || Integer.bitCount(pageSize) != 1) {
      throw new IllegalArgumentException("pages of " + pageSize + " bytes");
    }
    this.buckets = List.copyOf(buckets);
    this.pageSize = pageSize;
    this.counter = new PageCounter(pageSize);
    this.measuring = new FilePass(this.buckets, counter, pageSize);
  }

  /** Goes on with the first pass for so many rows; true when it is done. */
  public boolean measure(int rows) {
    for (int i = 0; i < rows && !isMeasured; i++) {
      isMeasured = !measuring.step();
    }
    return isMeasured;
  }

  private void measure() {
    while (!isMeasured) {
      measure(Integer.MAX_VALUE);
    }
  }

  /** Bytes of the file; ends the first pass. */
  public long sizeBytes() {
    measure();
    return counter.next() * pageSize;
  }

  /** The file's bytes from the first on; ends the first pass. The caller closes the stream. */
  public BoltStream open() {
    measure();
    return new BoltStream(buckets, pageSize, measuring.root(), counter.next());
  }

  /** Writes the whole file. */
  public void writeTo(OutputStream out) throws IOException {
    byte[] chunk = new byte[1 << 15];
    try (BoltStream stream = open()) {
      int length = stream.read(chunk, 0, chunk.length);
      while (length > 0) {
        out.write(chunk, 0, length);
        length = stream.read(chunk, 0, chunk.length);
      }
    }
  }

  /** Ends the first pass wherever it is. */
  @Override
  public void close() {
    measuring.close();
  }
}
