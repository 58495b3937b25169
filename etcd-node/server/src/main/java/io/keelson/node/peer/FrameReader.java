package io.keelson.node.peer;

import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireReader.WireException;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Puts frames together whose bytes arrive in pieces: a length of eight bytes, then so many bytes.
 * Memory grows with what has arrived, not with what the length claims. One thread.
 */
final class FrameReader {
  private static final int FIRST_BYTES_MAX = 64 * 1024;

  private final NumberReader header = new NumberReader();
  private final long bytesMax;
  private int length = -1;
  private byte[] frame = new byte[0];
  private int filled;

  /** Refuses frames of more than so many bytes. */
  FrameReader(long bytesMax) {
    this.bytesMax = Math.min(bytesMax, Integer.MAX_VALUE - 8);
  }

  /** Bytes held for a frame that is not complete. */
  int heldBytes() {
    return frame.length;
  }

  /**
   * Takes bytes of one frame.
   *
   * @return the frame, in an array of its own; null if all bytes were taken and it is not complete
   * @throws WireException if it is too large
   */
  @Nullable Bytes read(ByteBuf in) throws WireException {
    if (length < 0) {
      if (!header.read(in)) {
        return null;
      }
      long claimed = header.take();
      if (claimed < 0 || claimed > bytesMax) {
        throw new WireException("frame of " + Long.toUnsignedString(claimed) + " bytes");
      }
      length = (int) claimed;
      frame = new byte[Math.min(length, Math.max(in.readableBytes(), FIRST_BYTES_MAX))];
      filled = 0;
    }
    int count = Math.min(length - filled, in.readableBytes());
    if (filled + count > frame.length) {
      long doubled = Math.max(2L * frame.length, (long) filled + count);
      frame = Arrays.copyOf(frame, (int) Math.min(length, doubled));
    }
    in.readBytes(frame, filled, count);
    filled += count;
    if (filled < length) {
      return null;
    }
    Bytes complete = Bytes.wrap(frame, 0, length);
    length = -1;
    frame = new byte[0];
    return complete;
  }
}
