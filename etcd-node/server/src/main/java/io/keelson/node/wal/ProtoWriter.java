package io.keelson.node.wal;

import java.util.Arrays;

/** Writes protobuf fields into an array that is reused and grows as needed. */
final class ProtoWriter {
  private static final int VARINT_BYTES_MAX = 10;

  private byte[] array = new byte[128];
  private int length;

  /** Bytes that a value takes as a varint. */
  static int varintBytes(long value) {
    return Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7);
  }

  byte[] array() {
    return array;
  }

  int length() {
    return length;
  }

  void clear() {
    length = 0;
  }

  /** A field of type uint64, enum or bool, zero or not. Field numbers up to 15. */
  void varintField(int field, long value) {
    reserve(1 + VARINT_BYTES_MAX);
    array[length++] = (byte) (field << 3);
    varint(value);
  }

  /** Head of a field of type bytes or message, whose content follows. */
  void lengthField(int field, int bytes) {
    reserve(1 + VARINT_BYTES_MAX);
    array[length++] = (byte) (field << 3 | 2);
    varint(bytes);
  }

  void bytes(byte[] source, int offset, int count) {
    reserve(count);
    System.arraycopy(source, offset, array, length, count);
    length += count;
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      array[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    array[length++] = (byte) rest;
  }

  private void reserve(int count) {
    if (array.length - length < count) {
      array = Arrays.copyOf(array, Math.max(array.length * 2, length + count));
    }
  }
}
