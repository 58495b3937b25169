package io.keelson.raft;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has to be done after a batch of inputs.
 *
 * @param leadership who leads now, if that changed since the last time
 * @param messages messages that may leave at once; one of type SNAP only after {@link
 *     Input.SnapshotTaken}
 * @param snapshotsWanted members that need the state machine because the log in memory does not
 *     reach back to where they are; each is answered by {@link Input.SnapshotTaken}, or by {@link
 *     Input.SnapshotReported} as failed
 * @param persist what goes to disk, or null
 * @param restore a received state machine, now durable in the log, that takes the place of the one
 *     in use before anything of {@code committed} is applied; or null
 * @param committed entries to apply, in order: committed by a quorum and durable here
 * @param reads read requests that are confirmed
 * @param refused ids of proposals and reads that were not accepted, with the reason
 * @param notes what a person may want to read in the log
 */
public record Ready(
    @Nullable Leadership leadership,
    List<Message> messages,
    List<Long> snapshotsWanted,
    @Nullable Persist persist,
    @Nullable SnapshotMeta restore,
    List<Entry> committed,
    List<ReadState> reads,
    List<Refused> refused,
    List<Note> notes) {
  /** Whether there is nothing to do. */
  public boolean isEmpty() {
    return leadership == null
        && messages.isEmpty()
        && snapshotsWanted.isEmpty()
        && persist == null
        && restore == null
        && committed.isEmpty()
        && reads.isEmpty()
        && refused.isEmpty()
        && notes.isEmpty();
  }

  /**
   * Who leads.
   *
   * @param term current term
   * @param leader leading member, 0 if unknown
   * @param isLeader whether this node leads
   * @param isSoleVoter whether this node is the only voter, so that nobody else can commit anything
   * @param isTermCommitted whether an entry of this node's own leading term is committed
   */
  public record Leadership(
      long term, long leader, boolean isLeader, boolean isSoleVoter, boolean isTermCommitted) {}

  /** A proposal or read that was not accepted. */
  public record Refused(long requestId, Reason reason) {}

  /** Why. */
  public enum Reason {
    /** No leader is known, or leadership was lost. */
    NO_LEADER,
    /** Leadership is being handed over. */
    TRANSFERRING,
    /** Too many uncommitted bytes, too many reads that wait, or a change of members at a time. */
    BUSY
  }

  /**
   * Something to log; the text is upstream's where upstream logs it.
   *
   * @param text complete message
   */
  public record Note(String text) {}
}
