package io.keelson.node.api;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.keelson.bytes.WireWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * An encoded protobuf message in one or more arrays. Its known length and {@link #drainTo} let gRPC
 * copy it once, into a buffer of the right size. One thread at a time.
 */
final class EncodedMessage extends InputStream implements Drainable, KnownLength {
  private final ArrayDeque<ByteBuffer> parts;
  private int remaining;

  private EncodedMessage(ArrayDeque<ByteBuffer> parts, int size) {
    this.parts = parts;
    this.remaining = size;
  }

  /** A message that is one array's part; it must not be written to any more. */
  static EncodedMessage of(byte[] array, int offset, int length) {
    ArrayDeque<ByteBuffer> parts = new ArrayDeque<>(1);
    parts.add(ByteBuffer.wrap(array, offset, length));
    return new EncodedMessage(parts, length);
  }

  /** Collects a message of any size in chunks, without copying what is there when it grows. */
  static final class Builder {
    private static final int FIRST_CHUNK = 512;
    private static final int CHUNK_MAX = 256 << 10;

    private final ArrayDeque<ByteBuffer> full = new ArrayDeque<>(4);
    private byte[] chunk = new byte[FIRST_CHUNK];
    private int start;
    private int position;
    private long fullBytes;

    /** Bytes so far. */
    long size() {
      return fullBytes + position - start;
    }

    /** Appends bytes. */
    void write(byte[] source, int offset, int length) {
      if (length > chunk.length - position) {
        grow(length);
      }
      System.arraycopy(source, offset, chunk, position, length);
      position += length;
    }

    /** Appends a number in base 128. */
    void varint(long value) {
      if (chunk.length - position < 10) {
        grow(10);
      }
      position = WireWriter.putVarint(chunk, position, value);
    }

    /** Appends another message, which is used up. */
    void append(EncodedMessage other) {
      closePart();
      fullBytes += other.remaining;
      full.addAll(other.parts);
    }

    private void grow(int needed) {
      closePart();
      int next = (int) Math.min(CHUNK_MAX, chunk.length * 4L);
      chunk = new byte[Math.max(next, needed)];
      start = 0;
      position = 0;
    }

    private void closePart() {
      if (position > start) {
        full.add(ByteBuffer.wrap(chunk, start, position - start));
        fullBytes += position - start;
        start = position;
      }
    }

    /** The message; the builder is used up. */
    EncodedMessage build() {
      closePart();
      return new EncodedMessage(full, Math.toIntExact(fullBytes));
    }
  }

  @Override
  public int available() {
    return remaining;
  }

  @Override
  public int drainTo(OutputStream target) throws IOException {
    int written = remaining;
    for (ByteBuffer part : parts) {
      target.write(part.array(), part.arrayOffset() + part.position(), part.remaining());
    }
    parts.clear();
    remaining = 0;
    return written;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    ByteBuffer part = parts.peek();
    if (part == null) {
      return -1;
    }
    int count = Math.min(length, part.remaining());
    part.get(target, offset, count);
    remaining -= count;
    if (!part.hasRemaining()) {
      parts.remove();
    }
    return count;
  }
}
