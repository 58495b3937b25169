package io.keelson.bytes;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads protobuf wire format from a slice without copying it. Any input gives values or a {@link
 * WireException}; nothing is allocated in proportion to a length that the input claims. One thread.
 *
 * <pre>
 * while (reader.nextField()) {
 *   switch (reader.tag()) {
 *     case (1 &lt;&lt; 3) | LEN -> key = reader.bytes();
 *     default -> reader.skip();
 *   }
 * }
 * </pre>
 */
public final class WireReader {
  /** Wire type of numbers: a tag is a field's number times eight, plus the wire type. */
  public static final int NUM = 0;

  /** Wire type of bytes, strings and messages. */
  public static final int LEN = 2;

  private static final int FIXED64 = 1;
  private static final int GROUP = 3;
  private static final int GROUP_END = 4;
  private static final int FIXED32 = 5;
  private static final int DEPTH_MAX = 100;

  private final byte[] array;
  private final int end;
  private int position;
  private int field;
  private int wireType;

  /** Reads a slice from its start. */
  public WireReader(Bytes bytes) {
    array = bytes.array();
    position = bytes.offset();
    end = position + bytes.length();
  }

  /** The input is not a well-formed message. */
  public static final class WireException extends Exception {
    private static final long serialVersionUID = 1;

    /** Says what is wrong. */
    public WireException(String message) {
      super(message);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this; // thrown for bad input from outside, where a trace says nothing
    }
  }

  /** Moves to the next field; false at the end. */
  public boolean nextField() throws WireException {
    if (position >= end) {
      return false;
    }
    long tag = varint();
    field = (int) (tag >>> 3);
    wireType = (int) (tag & 7);
    if ((tag >>> 3) == 0 || (tag >>> 3) > 0x1fffffff) {
      throw new WireException("invalid field number");
    }
    return true;
  }

  /** Number of the current field. */
  public int field() {
    return field;
  }

  /**
   * Number and wire type of the current field. A known number with an unexpected wire type is an
   * unknown field, as protobuf defines, and is skipped.
   */
  public int tag() {
    return (field << 3) | wireType;
  }

  /** Value of the current field as a number; the field must be a varint. */
  public long number() throws WireException {
    require(NUM);
    return varint();
  }

  /** Value of the current field as a 32-bit enum or int32: upper bits are dropped, as upstream. */
  public int enumNumber() throws WireException {
    return (int) number();
  }

  /** Value of the current field as a boolean. */
  public boolean bool() throws WireException {
    return number() != 0;
  }

  /** Value of the current field as a slice of the input. */
  public Bytes bytes() throws WireException {
    require(LEN);
    int length = length();
    Bytes value = Bytes.wrap(array, position, length);
    position += length;
    return value;
  }

  /** Value of the current field as a text; it must be UTF-8. */
  public String text() throws WireException {
    Bytes value = bytes();
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(value.buffer()).toString();
    } catch (CharacterCodingException e) {
      throw new WireException("string field contains invalid UTF-8");
    }
  }

  /** Passes over the current field. */
  public void skip() throws WireException {
    skip(0);
  }

  private void skip(int depth) throws WireException {
    switch (wireType) {
      case NUM -> varint();
      case FIXED64 -> advance(8);
      case LEN -> advance(length());
      case FIXED32 -> advance(4);
      case GROUP -> skipGroup(depth);
      default -> throw new WireException("unknown wire type " + wireType);
    }
  }

  private void skipGroup(int depth) throws WireException {
    if (depth > DEPTH_MAX) {
      throw new WireException("groups nested too deep");
    }
    int group = field;
    while (nextField()) {
      if (wireType == GROUP_END) {
        if (field != group) {
          throw new WireException("group ends with another number");
        }
        return;
      }
      skip(depth + 1);
    }
    throw new WireException("group without an end");
  }

  private void require(int expected) throws WireException {
    if (wireType != expected) {
      throw new WireException("field " + field + " has wire type " + wireType);
    }
  }

  private int length() throws WireException {
    long length = varint();
    if (length < 0 || length > end - position) {
      throw new WireException("unexpected EOF");
    }
    return (int) length;
  }

  private void advance(int count) throws WireException {
    if (count > end - position) {
      throw new WireException("unexpected EOF");
    }
    position += count;
  }

  private long varint() throws WireException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (position >= end) {
        throw new WireException("unexpected EOF");
      }
      byte next = array[position++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new WireException("varint overflow");
  }
}
