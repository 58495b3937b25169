package io.keelson.node.peer;

import io.netty.buffer.ByteBuf;

/** Puts a number of eight bytes together, the highest first, that may arrive in pieces. */
final class NumberReader {
  private long value;
  private int count;

  /** Takes bytes; whether the number is complete. */
  boolean read(ByteBuf in) {
    if (count == 0 && in.readableBytes() >= Long.BYTES) {
      value = in.readLong();
      count = Long.BYTES;
    }
    while (count < Long.BYTES && in.isReadable()) {
      value = (value << 8) | (in.readByte() & 0xff);
      count++;
    }
    return count == Long.BYTES;
  }

  /** The complete number; the next one starts afresh. */
  long take() {
    long complete = value;
    value = 0;
    count = 0;
    return complete;
  }
}
