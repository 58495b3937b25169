package io.keelson.node.link;

import java.io.IOException;
import java.time.Duration;

/**
 * The way to another member's whole state machine, for a member that must rebuild its own. Only
 * members of our make have this page; others answer 404. Blocks; any thread.
 */
public interface StateSource {
  /** The page, asked with GET and the cluster's id in the header like the other pages. */
  String PATH = "/keelson/snapshot";

  /**
   * Fetches upstream's database file from {@link #PATH}.
   *
   * @param baseUrl a peer URL of the member
   * @param idleTimeout longest time without a byte
   * @param target takes the bytes in their order
   * @throws IOException if the member cannot be reached, refuses, sends less than it announced, or
   *     the target fails
   */
  void fetch(String baseUrl, Duration idleTimeout, Target target)
      throws IOException, InterruptedException;

  /** Takes bytes; may block. */
  @FunctionalInterface
  interface Target {
    /** Takes the next bytes of the file. */
    void write(byte[] source, int offset, int length) throws IOException;
  }
}
