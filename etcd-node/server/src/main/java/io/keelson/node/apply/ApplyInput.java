package io.keelson.node.apply;

import io.keelson.node.mvcc.Compaction;
import io.keelson.raft.Entry;
import io.keelson.raft.SnapshotMeta;
import java.util.List;

/** What the apply agent is asked to do. */
public sealed interface ApplyInput {
  /** Apply entries that are committed and durable. */
  record Committed(List<Entry> entries) implements ApplyInput {}

  /**
   * Go on with a state machine that was received from the leader; see {@link
   * ApplyListener#replaceStore}.
   */
  record Restore(SnapshotMeta snapshot) implements ApplyInput {}

  /** Remove rows that a compaction found; run {@code done} once that is written. */
  record Remove(Compaction.Chunk chunk, Runnable done) implements ApplyInput {}
}
