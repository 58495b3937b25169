package io.keelson.node.apply;

import io.keelson.node.alarm.Alarm;
import io.keelson.node.command.Refusal;
import io.keelson.node.members.Member;
import io.keelson.node.mvcc.DeleteResult;
import io.keelson.node.mvcc.PutResult;
import io.keelson.node.mvcc.TxnResult;
import java.util.List;

/** What became of a request. */
public sealed interface ApplyResult {
  /** A put is done. */
  record PutDone(PutResult put) implements ApplyResult {}

  /** A deletion is done. */
  record DeleteDone(DeleteResult delete) implements ApplyResult {}

  /** A transaction is done. */
  record TxnDone(TxnResult txn) implements ApplyResult {}

  /**
   * A compaction is scheduled.
   *
   * @param revision current revision
   * @param compactRevision revision compacted to
   */
  record CompactDone(long revision, long compactRevision) implements ApplyResult {}

  /**
   * A lease exists.
   *
   * @param ttlSeconds time to live that it got
   * @param revision current revision
   */
  record LeaseGranted(long id, long ttlSeconds, long revision) implements ApplyResult {}

  /**
   * A lease and its keys are gone.
   *
   * @param revision current revision after that
   */
  record LeaseRevoked(long revision) implements ApplyResult {}

  /** Alarms asked for or touched. */
  record AlarmDone(List<Alarm> alarms) implements ApplyResult {
    /** Copies the list. */
    public AlarmDone {
      alarms = List.copyOf(alarms);
    }
  }

  /** A change of members is done; these are all of them after it. */
  record MembersChanged(List<Member> members) implements ApplyResult {
    /** Copies the list. */
    public MembersChanged {
      members = List.copyOf(members);
    }
  }

  /** Something without an answer of its own is done. */
  record Done() implements ApplyResult {}

  /** The request was not done. */
  record Refused(Refusal refusal) implements ApplyResult {}
}
