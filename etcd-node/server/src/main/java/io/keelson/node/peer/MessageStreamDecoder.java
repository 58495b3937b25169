package io.keelson.node.peer;

import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireReader.WireException;
import io.keelson.raft.Message;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/** The stream of all kinds: a length, a message, and so on. */
final class MessageStreamDecoder implements StreamDecoder {
  private final FrameReader frames = new FrameReader(MESSAGE_BYTES_MAX);

  @Override
  public void read(ByteBuf in, Consumer<Message> received) throws WireException {
    while (in.isReadable()) {
      Bytes frame = frames.read(in);
      if (frame == null) {
        return;
      }
      Message message = MessageCodec.decode(frame).message();
      if (!isLinkHeartbeat(message)) {
        received.accept(message);
      }
    }
  }

  /** A heartbeat from nobody to nobody says that the stream is alive. */
  private static boolean isLinkHeartbeat(Message message) {
    return message.type() == Message.Type.HEARTBEAT && message.from() == 0 && message.to() == 0;
  }
}
