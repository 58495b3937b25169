package io.keelson.node.wal;

import java.nio.file.Path;

/**
 * What {@link Wal#open} cut off the end of the log.
 *
 * @param file the segment
 * @param offset new end of the segment in bytes
 * @param bytesCut bytes behind it that were cut, without the zeros at the very end
 * @param brokenCopy copy of the segment as it was before
 * @param reason what was wrong with the record at the offset
 */
public record WalRepair(Path file, long offset, long bytesCut, Path brokenCopy, String reason) {}
