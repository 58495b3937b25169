package io.keelson.node.peer;

import io.keelson.bytes.Bytes;
import io.keelson.raft.Message;
import io.netty.buffer.ByteBuf;

/** The stream of all kinds: a length, a message, and so on. */
final class MessageStreamEncoder implements StreamEncoder {
  /** A heartbeat from nobody to nobody; the zeros are written for old readers. */
  private static final Bytes LINK_HEARTBEAT = Bytes.of(0x08, 0x08, 0x10, 0, 0x18, 0);

  @Override
  public void encode(Message message, ByteBuf out) {
    frame(MessageCodec.encode(message), out);
  }

  @Override
  public void heartbeat(ByteBuf out) {
    frame(LINK_HEARTBEAT, out);
  }

  /** Appends a length and the bytes. */
  static void frame(Bytes bytes, ByteBuf out) {
    out.writeLong(bytes.length());
    out.writeBytes(bytes.array(), bytes.offset(), bytes.length());
  }
}
