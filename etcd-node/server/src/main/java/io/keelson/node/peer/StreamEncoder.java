package io.keelson.node.peer;

import io.keelson.raft.Message;
import io.netty.buffer.ByteBuf;

/** Writes messages onto one stream. One thread. */
sealed interface StreamEncoder permits MessageStreamEncoder, AppStreamEncoder {
  /** Appends a message. */
  void encode(Message message, ByteBuf out);

  /** Appends what says that the stream is alive. */
  void heartbeat(ByteBuf out);
}
