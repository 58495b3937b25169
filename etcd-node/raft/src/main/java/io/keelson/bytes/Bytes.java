package io.keelson.bytes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An immutable slice of a byte array, ordered as unsigned bytes.
 *
 * <p>The array is shared and never copied on {@link #slice}; whoever wraps an array promises not to
 * write to it again. One copy is made at each border of the process (protobuf in, RocksDB out);
 * {@code byte[]} stays at those borders. Safe to share between threads.
 */
public final class Bytes implements Comparable<Bytes> {
  /** The empty sequence. */
  public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

  private static final int PRINTED_BYTES_MAX = 64;

  private final byte[] array;
  private final int offset;
  private final int length;

  private Bytes(byte[] array, int offset, int length) {
    this.array = array;
    this.offset = offset;
    this.length = length;
  }

  /** Wraps the whole array without copying it. */
  public static Bytes wrap(byte[] array) {
    return array.length == 0 ? EMPTY : new Bytes(array, 0, array.length);
  }

  /**
   * Wraps a part of an array without copying it.
   *
   * @throws IndexOutOfBoundsException if the part does not lie within the array
   */
  public static Bytes wrap(byte[] array, int offset, int length) {
    java.util.Objects.checkFromIndexSize(offset, length, array.length);
    return length == 0 ? EMPTY : new Bytes(array, offset, length);
  }

  /** The given bytes; for literals in code and tests. */
  public static Bytes of(int... values) {
    byte[] array = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      array[i] = (byte) values[i];
    }
    return wrap(array);
  }

  /** The UTF-8 encoding of a text. */
  public static Bytes utf8(String text) {
    return wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The remaining bytes of a buffer, copied; the buffer's position does not move. */
  public static Bytes copyOf(ByteBuffer buffer) {
    byte[] array = new byte[buffer.remaining()];
    buffer.get(buffer.position(), array);
    return wrap(array);
  }

  /** Number of bytes. */
  public int length() {
    return length;
  }

  /** Whether there are no bytes. */
  public boolean isEmpty() {
    return length == 0;
  }

  /** The byte at a position counted from the start of this slice, as 0 to 255. */
  public int at(int index) {
    java.util.Objects.checkIndex(index, length);
    return array[offset + index] & 0xff;
  }

  /** The array behind this slice. Read only between {@link #offset} and offset + length. */
  public byte[] array() {
    return array;
  }

  /** Where this slice starts in {@link #array}. */
  public int offset() {
    return offset;
  }

  /** A part of this slice, sharing the array. */
  public Bytes slice(int from, int count) {
    java.util.Objects.checkFromIndexSize(from, count, length);
    return count == 0 ? EMPTY : new Bytes(array, offset + from, count);
  }

  /** A copy as an array of exactly {@link #length} bytes. */
  public byte[] toArray() {
    return Arrays.copyOfRange(array, offset, offset + length);
  }

  /** The array itself when this slice covers all of it, else a copy. Must not be written to. */
  public byte[] toSharedArray() {
    return offset == 0 && length == array.length ? array : toArray();
  }

  /** A slice that does not keep a larger array alive. */
  public Bytes compact() {
    return length == array.length ? this : wrap(toArray());
  }

  /** This sequence followed by one zero byte: the smallest key greater than this one. */
  public Bytes successor() {
    byte[] next = new byte[length + 1];
    System.arraycopy(array, offset, next, 0, length);
    return wrap(next);
  }

  /** A read-only buffer over this slice. */
  public ByteBuffer buffer() {
    return ByteBuffer.wrap(array, offset, length).asReadOnlyBuffer();
  }

  /** Copies all bytes into an array. */
  public void copyTo(byte[] target, int targetOffset) {
    System.arraycopy(array, offset, target, targetOffset, length);
  }

  /** Whether this sequence starts with the other. */
  public boolean startsWith(Bytes prefix) {
    return length >= prefix.length
        && Arrays.equals(
            array,
            offset,
            offset + prefix.length,
            prefix.array,
            prefix.offset,
            prefix.offset + prefix.length);
  }

  /** The bytes read as UTF-8; for logs and metadata, never for keys that are compared. */
  public String utf8() {
    return new String(array, offset, length, StandardCharsets.UTF_8);
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(
        array, offset, offset + length, other.array, other.offset, other.offset + other.length);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Bytes that
        && Arrays.equals(
            array, offset, offset + length, that.array, that.offset, that.offset + that.length);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = offset, end = offset + length; i < end; i++) {
      hash = 31 * hash + array[i];
    }
    return hash;
  }

  /** Printable ASCII as it is, other bytes in hexadecimal, cut after 64 bytes. For people only. */
  @Override
  public String toString() {
    int shown = Math.min(length, PRINTED_BYTES_MAX);
    StringBuilder text = new StringBuilder(shown + 16);
    for (int i = 0; i < shown; i++) {
      byte value = array[offset + i];
      if (value >= 0x20 && value < 0x7f && value != '\\') {
        text.append((char) value);
      } else {
        text.append("\\x");
        HexFormat.of().toHexDigits(text, value);
      }
    }
    if (shown < length) {
      text.append("… (").append(length).append(" bytes)");
    }
    return text.toString();
  }
}
