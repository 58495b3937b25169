package io.keelson.bench;

import java.io.ByteArrayInputStream;
import java.util.Arrays;

/**
 * One protobuf request, written from its last field to its first.
 *
 * <p>Going backwards, the length of a nested message is known when its tag is due, so nothing is
 * sized ahead or copied twice. Reused for every request of one in-flight position.
 */
public final class RequestBuffer {
  private static final int WIRE_VARINT = 0;
  private static final int WIRE_LENGTH = 2;
  private static final int VARINT_BYTES_MAX = 10;

  private byte[] bytes = new byte[512];
  private int start = bytes.length;

  public void clear() {
    start = bytes.length;
  }

  public int length() {
    return bytes.length - start;
  }

  /** The mark to hand to {@link #message} once the fields of the nested message are written. */
  public int mark() {
    return length();
  }

  public void bytesField(int field, byte[] source, int offset, int length) {
    reserve(length + 2 * VARINT_BYTES_MAX);
    start -= length;
    System.arraycopy(source, offset, bytes, start, length);
    varint(length);
    varint((field << 3) | WIRE_LENGTH);
  }

  public void bytesField(int field, byte[] source) {
    bytesField(field, source, 0, source.length);
  }

  public void varintField(int field, long value) {
    reserve(2 * VARINT_BYTES_MAX);
    varint(value);
    varint((field << 3) | WIRE_VARINT);
  }

  /** Makes what was written since the mark a nested message. */
  public void message(int field, int mark) {
    reserve(2 * VARINT_BYTES_MAX);
    varint(length() - mark);
    varint((field << 3) | WIRE_LENGTH);
  }

  public byte[] toByteArray() {
    return Arrays.copyOfRange(bytes, start, bytes.length);
  }

  ByteArrayInputStream stream() {
    return new RequestStream(bytes, start, length());
  }

  private void varint(long value) {
    int size = Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7);
    start -= size;
    long rest = value;
    for (int at = start; at < start + size - 1; at++) {
      bytes[at] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[start + size - 1] = (byte) rest;
  }

  private void reserve(int needed) {
    if (needed <= start) {
      return;
    }
    int length = length();
    byte[] larger = new byte[Math.max(2 * bytes.length, length + needed)];
    System.arraycopy(bytes, start, larger, larger.length - length, length);
    start = larger.length - length;
    bytes = larger;
  }
}
