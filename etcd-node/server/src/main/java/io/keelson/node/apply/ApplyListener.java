package io.keelson.node.apply;

import io.keelson.node.members.MemberTable.Decision;

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
