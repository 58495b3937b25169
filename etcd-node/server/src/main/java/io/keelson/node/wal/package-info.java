/**
 * The write-ahead log in upstream's format: segments of checksummed records, owned by one thread.
 *
 * <p>{@link io.keelson.node.wal.Wal} appends, {@link io.keelson.node.wal.WalReader} reads without
 * changing anything, {@link io.keelson.node.wal.SegmentPreparer} pre-writes segments for another
 * thread. The rules of recovery are written at {@link io.keelson.node.wal.Wal#open}.
 */
@NullMarked
package io.keelson.node.wal;

import org.jspecify.annotations.NullMarked;
