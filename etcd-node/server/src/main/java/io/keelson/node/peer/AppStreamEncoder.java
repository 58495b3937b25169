package io.keelson.node.peer;

import io.keelson.raft.Entry;
import io.keelson.raft.Message;
import io.netty.buffer.ByteBuf;

/** The stream of entries; see {@link AppStreamDecoder}. */
final class AppStreamEncoder implements StreamEncoder {
  static final byte HEARTBEAT = 0;
  static final byte ENTRIES = 1;
  static final byte FULL = 2;

  private long term;
  private long index;

  @Override
  public void encode(Message message, ByteBuf out) {
    if (follows(message)) {
      out.writeByte(ENTRIES);
      out.writeLong(message.entries().size());
      for (Entry entry : message.entries()) {
        MessageStreamEncoder.frame(MessageCodec.encodeEntry(entry), out);
      }
      out.writeLong(message.commit());
      index += message.entries().size();
      return;
    }
    out.writeByte(FULL);
    MessageStreamEncoder.frame(MessageCodec.encode(message), out);
    term = message.term();
    index = reached(message);
  }

  @Override
  public void heartbeat(ByteBuf out) {
    out.writeByte(HEARTBEAT);
  }

  /** Whether a message goes on exactly where the stream is. */
  private boolean follows(Message message) {
    return message.type() == Message.Type.APP
        && message.index() == index
        && message.logTerm() == term
        && message.term() == term;
  }

  /** The index that a stream has reached after a message in full. */
  static long reached(Message message) {
    return message.entries().isEmpty() ? message.index() : message.entries().getLast().index();
  }
}
