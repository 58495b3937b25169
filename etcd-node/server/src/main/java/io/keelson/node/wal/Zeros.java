package io.keelson.node.wal;

import io.keelson.node.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Writes zeros ahead, so that the blocks exist and a later fdatasync has no metadata to write. */
final class Zeros {
  /** Bytes written at once. */
  static final int CHUNK_BYTES = 1 << 20;

  private static final ByteBuffer CHUNK = ByteBuffer.allocateDirect(CHUNK_BYTES).asReadOnlyBuffer();

  private Zeros() {}

  /** Fills a file with zeros between two positions, at most one chunk apart. */
  static void write(DiskFile file, long from, long to) throws IOException {
    file.write(CHUNK.slice(0, (int) (to - from)), from);
  }
}
