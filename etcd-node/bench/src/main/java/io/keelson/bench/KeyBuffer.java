package io.keelson.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A reused key: prefix and twelve decimal digits, so that key order is number order. */
public final class KeyBuffer {
  static final int DIGITS = 12;

  private final byte[] bytes;

  public KeyBuffer(String prefix) {
    byte[] head = prefix.getBytes(StandardCharsets.US_ASCII);
    bytes = Arrays.copyOf(head, head.length + DIGITS);
  }

  /** Writes the number into the key and gives the buffer itself. */
  public byte[] of(long number) {
    long rest = number;
    for (int at = bytes.length - 1; at >= bytes.length - DIGITS; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return bytes;
  }

  static byte[] startOf(String prefix) {
    return prefix.getBytes(StandardCharsets.US_ASCII);
  }

  /** The end of the range that holds all keys with this prefix. */
  static byte[] endOf(String prefix) {
    byte[] end = prefix.getBytes(StandardCharsets.US_ASCII);
    end[end.length - 1]++;
    return end;
  }
}
