package io.keelson.node.api;

import io.keelson.node.agent.Latest;
import io.keelson.node.replica.ReplicaStatus;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ends streams of clients that demand a leader ({@code hasleader}) once this member has not known
 * one for three looks in a row. More patient than with new calls: to open a stream again costs a
 * client more than to repeat a call.
 */
public final class LeaderLoss {
  private static final int LOOKS = 3;

  private final Latest<ReplicaStatus> status;
  private final Set<Stream> streams = ConcurrentHashMap.newKeySet();
  private int looksWithout;

  /** Judges by the replica's state. */
  public LeaderLoss(Latest<ReplicaStatus> status) {
    this.status = status;
  }

  /** A stream that may be ended. */
  private static final class Stream {
    private final Runnable end;

    Stream(Runnable end) {
      this.end = end;
    }
  }

  /**
   * Has a stream ended when the leader is lost. Any thread.
   *
   * @param end ends it; may be called after the stream has ended by itself
   * @return to be called when the stream has ended by itself
   */
  Runnable register(Runnable end) {
    Stream stream = new Stream(end);
    streams.add(stream);
    return () -> streams.remove(stream);
  }

  /** To be called once in an election timeout, always by the same thread. */
  public void look() {
    if (status.get().leader() != 0) {
      looksWithout = 0;
      return;
    }
    looksWithout++;
    if (looksWithout >= LOOKS) {
      List<Stream> lost = List.copyOf(streams);
      lost.forEach(streams::remove);
      lost.forEach(stream -> stream.end.run());
    }
  }
}
