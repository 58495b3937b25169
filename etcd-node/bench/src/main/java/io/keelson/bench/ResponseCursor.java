package io.keelson.bench;

/** Walks the fields of one protobuf message inside a response, without making objects. */
public final class ResponseCursor {
  private final byte[] bytes;
  private final int end;
  private int at;
  private int field;
  private int wireType;
  private long number;
  private int length;

  public ResponseCursor(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private ResponseCursor(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  /** Reads the next field; false at the end of the message. */
  public boolean next() {
    if (at >= end) {
      return false;
    }
    int tag = (int) varint();
    field = tag >>> 3;
    wireType = tag & 7;
    number = 0;
    length = 0;
    switch (wireType) {
      case 0 -> number = varint();
      case 1 -> at += Long.BYTES;
      case 2 -> {
        length = (int) varint();
        at += length;
      }
      case 5 -> at += Integer.BYTES;
      default -> throw new IllegalStateException("wire type " + wireType + " in a response");
    }
    if (at > end) {
      throw new IllegalStateException("response cut off in field " + field);
    }
    return true;
  }

  public int field() {
    return field;
  }

  public long number() {
    return number;
  }

  /** The message or bytes just read, as a cursor of their own. */
  public ResponseCursor nested() {
    return new ResponseCursor(bytes, at - length, at);
  }

  public int length() {
    return length;
  }

  /** Copies the bytes field just read to the start of the target. */
  public void copyTo(byte[] target) {
    System.arraycopy(bytes, at - length, target, 0, length);
  }

  /** The first eight bytes of the bytes field just read, most significant first. */
  public long firstLong() {
    if (length < Long.BYTES) {
      throw new IllegalStateException("field " + field + " has only " + length + " bytes");
    }
    long value = 0;
    for (int from = at - length; from < at - length + Long.BYTES; from++) {
      value = (value << Byte.SIZE) | (bytes[from] & 0xff);
    }
    return value;
  }

  /** A number inside a nested message, 0 when absent. */
  public static long numberIn(ResponseCursor message, int wanted) {
    while (message.next()) {
      if (message.field == wanted) {
        return message.number;
      }
    }
    return 0;
  }

  /** How often a field occurs in a message. */
  public static long countOf(ResponseCursor message, int wanted) {
    long count = 0;
    while (message.next()) {
      if (message.field == wanted) {
        count++;
      }
    }
    return count;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte piece = bytes[at++];
      value |= (long) (piece & 0x7f) << shift;
      if (piece >= 0) {
        return value;
      }
    }
    throw new IllegalStateException("overlong number in a response");
  }
}
