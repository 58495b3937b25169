package io.keelson.node.wal;

import java.nio.file.Path;

/**
 * Settings of a log.
 *
 * @param directory folder of the segments; its parent exists
 * @param persistedFile the persisted-up-to mark, outside of {@code directory} because upstream
 *     warns about unknown names in there; its parent exists
 * @param segmentBytes a segment that has reached this length is followed by a new one; it is longer
 *     by at most what one sync writes
 * @param recordBytesMax longest record that is written or read; a longer one found on disk is
 *     corruption, not a reason to allocate
 */
public record WalConfig(Path directory, Path persistedFile, long segmentBytes, int recordBytesMax) {
  /** Upstream's length of a segment. */
  public static final long SEGMENT_BYTES = 64_000_000;

  /** Far above the largest request that upstream lets an operator configure sensibly. */
  public static final int RECORD_BYTES_MAX = 256 << 20;

  /** Checks the bounds. */
  public WalConfig {
    // A multiple of 8 because zeros that are no whole length word would look like a torn one.
    if (segmentBytes < 8 || segmentBytes % 8 != 0) {
      throw new IllegalArgumentException("segmentBytes " + segmentBytes + " is no multiple of 8");
    }
    if (recordBytesMax < 1024 || recordBytesMax > 1 << 30) {
      throw new IllegalArgumentException("recordBytesMax " + recordBytesMax + " out of bounds");
    }
  }

  /** Upstream's layout and sizes below a member directory ({@code <data dir>/member}). */
  public static WalConfig inMemberDirectory(Path memberDirectory) {
    return new WalConfig(
        memberDirectory.resolve("wal"),
        memberDirectory.resolve("wal.persisted"),
        SEGMENT_BYTES,
        RECORD_BYTES_MAX);
  }

  /** Where {@link Wal#create} builds the log before it gets its name. */
  Path temporaryDirectory() {
    return directory.resolveSibling(directory.getFileName() + ".tmp");
  }
}
