package io.keelson.node.peer;

import io.netty.buffer.ByteBuf;

/** Takes the body of a request as it arrives. Lives on the loop. */
interface Receiver {
  /** The next bytes; they are only lent. */
  void content(ByteBuf bytes);

  /** The body is complete. */
  void complete();

  /** The connection ended before the body did, or before it was answered. */
  void cut();

  /** Whether the sender is waited for, so that its silence counts. */
  boolean isWaiting();
}
