package io.keelson.node.wal;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The log on disk contradicts itself or the persisted-up-to mark, and cutting it off might lose
 * what was acknowledged. Nothing was changed.
 */
public final class WalCorruptException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final long offset;
  private final long lastIntactIndex;

  WalCorruptException(Path file, long offset, long lastIntactIndex, String problem) {
    super(
        "corrupt log: %s at offset %d: %s (last intact index %d)"
            .formatted(file, offset, problem, lastIntactIndex));
    this.file = file.toString();
    this.offset = offset;
    this.lastIntactIndex = lastIntactIndex;
  }

  /** The segment, or the folder if no segment can be named. */
  public Path file() {
    return Path.of(file);
  }

  /** Where in the file the first bad record starts, in bytes. */
  public long offset() {
    return offset;
  }

  /** Index of the last entry or snapshot record before the damage; 0 if there is none. */
  public long lastIntactIndex() {
    return lastIntactIndex;
  }
}
