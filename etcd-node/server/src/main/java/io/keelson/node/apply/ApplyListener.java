package io.keelson.node.apply;

import io.keelson.node.members.MemberTable.Decision;
import io.keelson.raft.SnapshotMeta;

/** Hears what the apply agent did. All calls on the apply thread. */
public interface ApplyListener {
  /** The next entry is about to be applied. */
  void applying();

  /** It was; nothing is written yet. */
  void performed(StateMachine.Effect effect);

  /** What was applied is about to be written. */
  void committing();

  /** It is written, and published. */
  void committed();

  /** Everything up to an index is written and published. */
  void applied(long index);

  /**
   * A received state machine is to take the place of this member's. When this returns the engine
   * must hold it, also after a crash. May wait for the disk.
   */
  void replaceStore(SnapshotMeta received);

  /** It has taken its place: tables, views and index are those of the received one. */
  void restored(SnapshotMeta received);

  /** The entry with which a leader begins its term is applied, so all of earlier terms is. */
  void termBegan(long term);

  /** A configuration change was decided; it is not written yet. */
  void membersChanged(long index, Decision decision);

  /** Alarms were raised, withdrawn or only asked for. */
  void alarmsTouched();

  /** A request of this member's client was applied although it does not fit into the quota. */
  void quotaExceeded();

  /** A compaction is scheduled and published; rows can be removed. */
  void compactionScheduled(long previousRevision, long compactRevision, boolean isPreviousFinished);
}
