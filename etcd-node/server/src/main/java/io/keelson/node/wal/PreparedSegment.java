package io.keelson.node.wal;

import io.keelson.node.disk.DiskFile;
import java.nio.file.Path;

/**
 * A file of durable zeros under a temporary name, waiting to become a segment. Made by {@link
 * SegmentPreparer} and handed over whole to {@link Wal#offerPrepared}; whoever has it last owns it.
 *
 * @param path its temporary name
 * @param file open for writing
 * @param bytes its length
 */
public record PreparedSegment(Path path, DiskFile file, long bytes) {}
