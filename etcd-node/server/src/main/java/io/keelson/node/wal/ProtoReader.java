package io.keelson.node.wal;

/** Reads protobuf fields from a part of an array. */
final class ProtoReader {
  private final byte[] array;
  private final int end;
  private int position;

  ProtoReader(byte[] array, int offset, int length) {
    this.array = array;
    this.position = offset;
    this.end = offset + length;
  }

  boolean hasMore() {
    return position < end;
  }

  /** Where the next byte is read from. */
  int position() {
    return position;
  }

  /** The next field's number and wire type as they are encoded. */
  int tag() throws MalformedRecordException {
    long tag = varint();
    if (tag < 8 || tag > 0xffff) {
      throw new MalformedRecordException("field tag " + tag);
    }
    return (int) tag;
  }

  long varint() throws MalformedRecordException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (position == end) {
        throw new MalformedRecordException("number cut short");
      }
      byte next = array[position++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new MalformedRecordException("number longer than 10 bytes");
  }

  /** Reads a length and skips that many bytes, which end at {@link #position}. */
  int skipBytes() throws MalformedRecordException {
    long length = varint();
    if (length < 0 || length > end - position) {
      throw new MalformedRecordException("length " + length + " beyond the end");
    }
    position += (int) length;
    return (int) length;
  }
}
