package io.keelson.raft;

/**
 * What a member must have on disk before it answers messages.
 *
 * @param term latest term this member has seen
 * @param vote member that got this member's vote in that term, 0 for none
 * @param commit highest index known to be committed
 */
public record HardState(long term, long vote, long commit) {
  /** The state of a member that has never run. */
  public static final HardState EMPTY = new HardState(0, 0, 0);
}
