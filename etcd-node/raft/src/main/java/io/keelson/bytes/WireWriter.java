package io.keelson.bytes;

import java.util.Arrays;

/**
 * Writes protobuf wire format into a growing array. Zero scalars and empty byte fields are omitted,
 * as proto3 does; the {@code required…} methods always write. One thread.
 */
public final class WireWriter {
  private byte[] buffer;
  private int position;

  /** Starts with room for so many bytes. */
  public WireWriter(int capacity) {
    buffer = new byte[Math.max(16, capacity)];
  }

  /** Bytes written so far. */
  public int size() {
    return position;
  }

  /** The bytes written so far, shared; the writer must not be used afterwards. */
  public Bytes toBytes() {
    return Bytes.wrap(buffer, 0, position);
  }

  /** A copy of the bytes written so far. */
  public byte[] toArray() {
    return Arrays.copyOf(buffer, position);
  }

  /** A scalar field, omitted when 0. Negative numbers take ten bytes, as int64 does. */
  public void varintField(int field, long value) {
    if (value != 0) {
      requiredVarintField(field, value);
    }
  }

  /** A scalar field, also when 0. */
  public void requiredVarintField(int field, long value) {
    varint((long) field << 3);
    varint(value);
  }

  /** A boolean field, omitted when false. */
  public void boolField(int field, boolean value) {
    varintField(field, value ? 1 : 0);
  }

  /** A bytes or string field, omitted when empty. */
  public void bytesField(int field, Bytes value) {
    if (!value.isEmpty()) {
      requiredBytesField(field, value);
    }
  }

  /** A bytes, string or message field, also when empty. */
  public void requiredBytesField(int field, Bytes value) {
    lengthPrefix(field, value.length());
    raw(value);
  }

  /** Tag and length of a field whose bytes follow. */
  public void lengthPrefix(int field, int length) {
    varint(((long) field << 3) | 2);
    varint(length);
  }

  /** Bytes as they are. */
  public void raw(Bytes value) {
    ensure(value.length());
    value.copyTo(buffer, position);
    position += value.length();
  }

  /** Bytes as they are. */
  public void raw(byte[] value, int offset, int length) {
    ensure(length);
    System.arraycopy(value, offset, buffer, position, length);
    position += length;
  }

  /** A number in base 128, seven bits a byte, lowest first. */
  public void varint(long value) {
    ensure(10);
    position = putVarint(buffer, position, value);
  }

  /** Writes a varint into an array with enough room; returns the position after it. */
  public static int putVarint(byte[] target, int position, long value) {
    long rest = value;
    int at = position;
    while ((rest & ~0x7fL) != 0) {
      target[at++] = (byte) ((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    target[at++] = (byte) rest;
    return at;
  }

  /** Bytes that a varint takes. */
  public static int varintSize(long value) {
    return value == 0 ? 1 : (70 - Long.numberOfLeadingZeros(value)) / 7;
  }

  private void ensure(int more) {
    if (buffer.length - position < more) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, position + more));
    }
  }
}
