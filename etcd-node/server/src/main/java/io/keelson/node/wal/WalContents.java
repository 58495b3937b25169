package io.keelson.node.wal;

import io.keelson.raft.Entry;
import io.keelson.raft.HardState;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was read from a log.
 *
 * @param metadata whose log it is
 * @param hardState the last one, {@link HardState#EMPTY} if there was none
 * @param base what the first entry follows: the snapshot that was read from; or a later one that
 *     was received and with which the log began anew; or, without a configuration, the last applied
 *     entry that was left out
 * @param entries entries after the base, in ascending order without gaps; of several with one index
 *     the last written, and nothing behind it that was written earlier
 * @param snapshots the snapshot records read with an index up to the committed one, in the order
 *     written
 * @param lastIndex index of the last entry or snapshot record
 * @param file the last segment
 * @param endOffset end of its last good record in bytes
 * @param damage why reading ended there; null at a clean end
 */
public record WalContents(
    WalMetadata metadata,
    HardState hardState,
    WalSnapshot base,
    List<Entry> entries,
    List<WalSnapshot> snapshots,
    long lastIndex,
    Path file,
    long endOffset,
    @Nullable String damage) {
  /** Copies the lists. */
  public WalContents {
    entries = List.copyOf(entries);
    snapshots = List.copyOf(snapshots);
  }
}
