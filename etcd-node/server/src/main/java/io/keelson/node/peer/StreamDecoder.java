package io.keelson.node.peer;

import io.keelson.bytes.WireReader.WireException;
import io.keelson.raft.Message;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/** Takes a stream apart as its bytes arrive. One thread. */
sealed interface StreamDecoder permits MessageStreamDecoder, AppStreamDecoder {
  /** Most bytes of one message. */
  long MESSAGE_BYTES_MAX = 512L << 20;

  /**
   * Takes all bytes and hands on each message that is complete; the heartbeats of the stream itself
   * are left out.
   *
   * @throws WireException if the stream is broken; nothing more can be read from it
   */
  void read(ByteBuf in, Consumer<Message> received) throws WireException;
}
