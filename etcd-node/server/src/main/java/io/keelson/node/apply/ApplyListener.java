package io.keelson.node.apply;

import io.keelson.raft.ConfChange;

/** Hears what the apply agent did. All calls on the apply thread. */
public interface ApplyListener {
  /** Everything up to an index is written and published. */
  void applied(long index);

  /** The entry with which a leader begins its term is applied, so all of earlier terms is. */
  void termBegan(long term);

  /** A configuration change was decided. */
  void confApplied(long index, ConfChange change);

  /** A compaction is scheduled and published; rows can be removed. */
  void compactionScheduled(long previousRevision, long compactRevision, boolean isPreviousFinished);
}
