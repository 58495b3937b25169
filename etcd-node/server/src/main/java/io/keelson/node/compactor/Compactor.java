package io.keelson.node.compactor;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * Decides which history goes. Its owner turns it: {@link #sample}, wait {@link #interval}, {@link
 * #due}, compact if told to, {@link #compacted} if that went well, and again. One thread at a time.
 */
public sealed interface Compactor permits PeriodicCompactor, RevisionCompactor {
  /** How long to wait before {@link #due} is asked, each time. */
  Duration interval();

  /** The store's revision at the beginning of a wait. */
  void sample(long revision);

  /** The revision to compact to, if any. Not asked of a member that does not lead. */
  OptionalLong due(long nowNanos, long revision);

  /** What was due was done, or had been done by others. */
  void compacted(long nowNanos, long revision);
}
