package io.keelson.raft.tracker;

/**
 * What the leader knows of one other member's log; owned by the leader role.
 *
 * <p>The member's log agrees with the leader's up to {@link #matchIndex}; entries go out from
 * {@link #nextIndex} on, and always match < next.
 */
public final class Progress {
  private final Inflights inflights;
  private State state = State.PROBE;
  private long matchIndex;
  private long nextIndex;
  private long sentCommit;
  private long pendingSnapshot;
  private boolean isWaiting;
  private boolean isProbeWanted;
  private boolean isRecentlyActive;

  /** How entries are sent. */
  public enum State {
    /** One message at a time, until it is known where the logs agree. */
    PROBE,
    /** One message after the other without waiting for answers. */
    REPLICATE,
    /** Nothing, until the state machine has arrived or failed to. */
    SNAPSHOT
  }

  /** A member of which nothing is known yet; entries are tried from an index on. */
  public Progress(long nextIndex, Inflights inflights) {
    this.nextIndex = nextIndex;
    this.inflights = inflights;
  }

  /** How entries are sent. */
  public State state() {
    return state;
  }

  /** Highest index that the member is known to hold durably. */
  public long matchIndex() {
    return matchIndex;
  }

  /** Index of the next entry to send. */
  public long nextIndex() {
    return nextIndex;
  }

  /** Index of the state machine that is on its way, 0 while it is only asked for. */
  public long pendingSnapshot() {
    return pendingSnapshot;
  }

  /** Whether the member was heard of since activity was last forgotten. */
  public boolean isRecentlyActive() {
    return isRecentlyActive;
  }

  /** The member was heard of, or its activity is forgotten. */
  public void markActive(boolean isActive) {
    isRecentlyActive = isActive;
  }

  /** Whether entries may be sent now. */
  public boolean mayReplicate() {
    return switch (state) {
      case PROBE -> !isWaiting;
      case REPLICATE -> !inflights.isFull();
      case SNAPSHOT -> false;
    };
  }

  /** Whether an answer is under way with which more can be sent than now. */
  public boolean isGathering() {
    return state == State.REPLICATE && inflights.isBusy();
  }

  /**
   * Whether a message without entries is worth sending: to probe, or to tell the commit index. That
   * goes with the next entries if there will be a next message soon.
   */
  public boolean needsEmptyAppend(long committedIndex) {
    return switch (state) {
      case PROBE -> !isWaiting;
      case REPLICATE ->
          isProbeWanted
              || (!inflights.isFull()
                  && !inflights.isBusy()
                  && Math.min(committedIndex, nextIndex - 1) > sentCommit);
      case SNAPSHOT -> false;
    };
  }

  /** A message went out: entries up to an index, or none. */
  public void sent(int entryCount, long bytes, long committedIndex) {
    isProbeWanted = false;
    if (state == State.PROBE) {
      isWaiting = true;
      return;
    }
    if (entryCount > 0) {
      nextIndex += entryCount;
      inflights.add(nextIndex - 1, bytes);
    }
    sentCommit = Math.min(committedIndex, nextIndex - 1);
  }

  /** A heartbeat was answered: what is waiting for an answer may have been lost, so ask again. */
  public void heartbeatAnswered(long lastIndex) {
    isWaiting = false;
    isProbeWanted = matchIndex < lastIndex;
  }

  /** The member holds everything up to an index. Returns whether that is news. */
  public boolean confirm(long index) {
    inflights.releaseTo(index);
    if (index <= matchIndex) {
      return false;
    }
    matchIndex = index;
    nextIndex = Math.max(nextIndex, index + 1);
    isWaiting = false;
    return true;
  }

  /**
   * The member refused entries that follow an index. Returns false for an answer to something older
   * than what is known.
   *
   * @param hint where it suggests to try next, 0 or more
   */
  public boolean refused(long index, long hint) {
    if (state == State.REPLICATE) {
      if (index <= matchIndex || index >= nextIndex) {
        return false;
      }
      probe();
      return true;
    }
    if (state == State.SNAPSHOT || index != nextIndex - 1) {
      return false;
    }
    nextIndex = Math.max(Math.min(index, hint + 1), matchIndex + 1);
    isWaiting = false;
    return true;
  }

  /** Goes back to one message at a time, from where the logs are known to agree. */
  public void probe() {
    nextIndex = Math.max(matchIndex, pendingSnapshot) + 1;
    enter(State.PROBE);
  }

  /** Sends without waiting from now on. */
  public void replicate() {
    enter(State.REPLICATE);
    nextIndex = matchIndex + 1;
  }

  /** The state machine has to be sent. */
  public void awaitSnapshot() {
    enter(State.SNAPSHOT);
  }

  /** The state machine at an index is on its way. */
  public void snapshotTaken(long index) {
    pendingSnapshot = index;
  }

  /** Sending the state machine has ended: what follows is tried after the next sign of life. */
  public void snapshotReported(boolean isAccepted) {
    if (!isAccepted) {
      pendingSnapshot = 0;
    }
    probe();
    isWaiting = true;
  }

  private void enter(State next) {
    state = next;
    inflights.clear();
    isWaiting = false;
    isProbeWanted = false;
    pendingSnapshot = 0;
    sentCommit = 0;
  }
}
