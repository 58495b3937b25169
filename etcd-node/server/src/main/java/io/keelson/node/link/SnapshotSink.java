package io.keelson.node.link;

import java.io.IOException;

/** Takes a state machine that another member sends. One thread at a time; may block on the disk. */
public interface SnapshotSink {
  /** Takes the next bytes of the database file. */
  void write(byte[] source, int offset, int length) throws IOException;

  /**
   * The file is complete: checks it, makes it durable and hands the message to Raft. Until this
   * returns nothing of it counts.
   *
   * @throws IOException if it is damaged or cannot be kept; nothing is left behind then
   */
  void finish() throws IOException;

  /** The sender has gone: nothing is left behind. Without effect after {@link #finish}. */
  void abort();
}
