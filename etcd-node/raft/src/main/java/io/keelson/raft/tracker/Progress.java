package io.keelson.raft.tracker;

/**
 * What the leader knows of one member's log; owned by the leader role.
 *
 * <p>The leader has one for itself: its match index is what its own disk has confirmed, so its own
 * log counts in a quorum exactly like anybody else's (thesis, section 10.2.1).
 */
public final class Progress {
  private long matchIndex;

  /** A member of which nothing is known yet. */
  public Progress(long matchIndex) {
    this.matchIndex = matchIndex;
  }

  /** Highest index that the member is known to hold durably. */
  public long matchIndex() {
    return matchIndex;
  }

  /** The member holds everything up to an index. Returns whether that is news. */
  public boolean confirm(long index) {
    if (index <= matchIndex) {
      return false;
    }
    matchIndex = index;
    return true;
  }
}
