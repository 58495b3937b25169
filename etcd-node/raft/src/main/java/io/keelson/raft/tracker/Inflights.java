package io.keelson.raft.tracker;

import java.util.ArrayDeque;

/** Messages with entries that a follower has not answered, bounded in number and bytes. */
public final class Inflights {
  private final int messagesMax;
  private final long bytesMax;
  private final int eagerMessagesMax;
  private final ArrayDeque<Sent> sent = new ArrayDeque<>();
  private long bytes;

  private record Sent(long lastIndex, long bytes) {}

  /** Starts empty; at least one message fits whatever its size. */
  public Inflights(int messagesMax, long bytesMax, int eagerMessagesMax) {
    this.messagesMax = messagesMax;
    this.bytesMax = bytesMax;
    this.eagerMessagesMax = eagerMessagesMax;
  }

  /** Whether nothing more may be sent before an answer comes. */
  public boolean isFull() {
    return sent.size() >= messagesMax || bytes >= bytesMax;
  }

  /** Whether so many are on their way that what is small had better wait for an answer. */
  public boolean isBusy() {
    return sent.size() >= eagerMessagesMax;
  }

  /** Number of messages on their way. */
  public int count() {
    return sent.size();
  }

  /** Counts a message whose last entry has this index. */
  public void add(long lastIndex, long messageBytes) {
    sent.add(new Sent(lastIndex, messageBytes));
    bytes += messageBytes;
  }

  /** An answer covers all messages up to an index. */
  public void releaseTo(long index) {
    while (!sent.isEmpty() && sent.peek().lastIndex() <= index) {
      bytes -= sent.remove().bytes();
    }
  }

  /** Forgets all. */
  public void clear() {
    sent.clear();
    bytes = 0;
  }
}
