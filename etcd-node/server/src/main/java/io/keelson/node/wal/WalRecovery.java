package io.keelson.node.wal;

import io.keelson.raft.Entry;
import io.keelson.raft.HardState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A log opened for appending and what was in it.
 *
 * @param wal ready to append; owned by the caller
 * @param contents what was read; its end is where the log goes on
 * @param repair what was cut off, null if nothing
 * @param hadMark whether a persisted-up-to mark of this log was there; without one only upstream's
 *     rules protect the tail
 */
public record WalRecovery(
    Wal wal, WalContents contents, @Nullable WalRepair repair, boolean hadMark) {
  /** Whose log it is. */
  public WalMetadata metadata() {
    return contents.metadata();
  }

  /** The last hard state, {@link HardState#EMPTY} if there was none. */
  public HardState hardState() {
    return contents.hardState();
  }

  /** What the first entry follows, see {@link WalContents#base}. */
  public WalSnapshot base() {
    return contents.base();
  }

  /** Entries after {@link #base}, without gaps; later ones won. */
  public List<Entry> entries() {
    return contents.entries();
  }
}
