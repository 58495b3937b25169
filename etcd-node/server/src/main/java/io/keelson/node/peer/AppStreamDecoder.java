package io.keelson.node.peer;

import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireReader.WireException;
import io.keelson.raft.Entry;
import io.keelson.raft.Message;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The stream of entries: messages in full, or only what has changed since the last one. Both ends
 * remember the term and index that the stream has reached.
 */
final class AppStreamDecoder implements StreamDecoder {
  /** What an entry counts beside its bytes, so that many empty ones are bounded too. */
  private static final int ENTRY_OVERHEAD_BYTES = 64;

  private final long from;
  private final long to;
  private final NumberReader number = new NumberReader();
  private final FrameReader frames = new FrameReader(MESSAGE_BYTES_MAX);
  private State state = State.KIND;
  private long term;
  private long index;
  private long missing;
  private long weight;
  private List<Entry> entries = new ArrayList<>();

  private enum State {
    KIND,
    COUNT,
    ENTRIES,
    COMMIT,
    FULL
  }

  /** For what one member sends another. */
  AppStreamDecoder(long from, long to) {
    this.from = from;
    this.to = to;
  }

  @Override
  public void read(ByteBuf in, Consumer<Message> received) throws WireException {
    boolean goesOn = true;
    while (goesOn && in.isReadable()) {
      goesOn = step(in, received);
    }
  }

  /** Takes the next part; false if it is not complete. */
  private boolean step(ByteBuf in, Consumer<Message> received) throws WireException {
    return switch (state) {
      case KIND -> {
        state = kind(in.readByte());
        yield true;
      }
      case COUNT -> {
        if (!number.read(in)) {
          yield false;
        }
        begin(number.take());
        yield true;
      }
      case ENTRIES -> entry(in);
      case COMMIT -> {
        if (!number.read(in)) {
          yield false;
        }
        finish(number.take(), received);
        yield true;
      }
      case FULL -> full(in, received);
    };
  }

  private static State kind(byte first) throws WireException {
    return switch (first) {
      case AppStreamEncoder.HEARTBEAT -> State.KIND;
      case AppStreamEncoder.ENTRIES -> State.COUNT;
      case AppStreamEncoder.FULL -> State.FULL;
      default -> throw new WireException("stream message of kind " + (first & 0xff));
    };
  }

  private void begin(long count) throws WireException {
    if (count < 0 || count > MESSAGE_BYTES_MAX / ENTRY_OVERHEAD_BYTES) {
      throw new WireException("message with " + Long.toUnsignedString(count) + " entries");
    }
    missing = count;
    weight = 0;
    entries = new ArrayList<>();
    state = count == 0 ? State.COMMIT : State.ENTRIES;
  }

  private boolean entry(ByteBuf in) throws WireException {
    Bytes frame = frames.read(in);
    if (frame == null) {
      return false;
    }
    weight += frame.length() + ENTRY_OVERHEAD_BYTES;
    if (weight > MESSAGE_BYTES_MAX) {
      throw new WireException("message of more than " + MESSAGE_BYTES_MAX + " bytes");
    }
    entries.add(MessageCodec.decodeEntry(frame));
    missing--;
    if (missing == 0) {
      state = State.COMMIT;
    }
    return true;
  }

  private void finish(long commit, Consumer<Message> received) throws WireException {
    if (commit < 0) {
      throw new WireException("commit index is too large");
    }
    MessageCodec.checkConsecutive(index, entries);
    Message message =
        new Message(
            Message.Type.APP,
            to,
            from,
            term,
            term,
            index,
            entries,
            commit,
            false,
            0,
            Bytes.EMPTY,
            null);
    index += entries.size();
    entries = new ArrayList<>();
    state = State.KIND;
    received.accept(message);
  }

  private boolean full(ByteBuf in, Consumer<Message> received) throws WireException {
    Bytes frame = frames.read(in);
    if (frame == null) {
      return false;
    }
    Message message = MessageCodec.decode(frame).message();
    term = message.term();
    index = AppStreamEncoder.reached(message);
    state = State.KIND;
    received.accept(message);
    return true;
  }
}
