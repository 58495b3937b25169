package io.keelson.node.wal;

import java.io.IOException;

/**
 * The shape of one record in a file: taken apart here, without regard to the checksum. Reused for
 * one record after the other.
 *
 * <p>Only what an encoder writes is a record: fields in order and each once, the length right to
 * the byte, the padding minimal and zero.
 */
final class RecordFrame {
  /** What stands at a position. */
  enum Shape {
    /** A record. */
    RECORD,
    /** The end of the file, or zeros written ahead. */
    END,
    /** A length that reaches beyond the end of the file. */
    CUT_SHORT,
    /** Neither. */
    MALFORMED
  }

  private static final int HEAD_BYTES = 8;
  private static final int SECTOR_BYTES = 512;
  private static final long LENGTH_MASK = 0x00ffffffffffffffL;

  private final SegmentWindow window;
  private final int recordBytesMax;
  private long position;
  private long recordBytes;
  private int paddingBytes;
  private int type;
  private long crc;
  private int dataOffset;
  private int dataLength;
  private String problem = "";

  RecordFrame(SegmentWindow window, int recordBytesMax) {
    this.window = window;
    this.recordBytesMax = recordBytesMax;
  }

  Shape read(long at) throws IOException {
    position = at;
    recordBytes = 0;
    paddingBytes = 0;
    if (!window.load(at, HEAD_BYTES)) {
      problem = "the file ends within the length of a record";
      return at >= window.size() ? Shape.END : Shape.CUT_SHORT;
    }
    long word = window.longAt(at);
    if (word == 0) {
      return Shape.END;
    }
    int flags = (int) (word >>> 56);
    recordBytes = word & LENGTH_MASK;
    paddingBytes = word < 0 ? flags & 7 : 0;
    if (recordBytes > window.size() - at - HEAD_BYTES - paddingBytes) {
      problem = "a record of " + recordBytes + " bytes reaches beyond the end of the file";
      return Shape.CUT_SHORT;
    }
    if (recordBytes > recordBytesMax) {
      problem = "a record of " + recordBytes + " bytes exceeds the bound of " + recordBytesMax;
      return Shape.MALFORMED;
    }
    int expectedPadding = (int) -recordBytes & 7;
    if (flags != (expectedPadding == 0 ? 0 : 0x80 | expectedPadding)) {
      problem = "bad length word %016x".formatted(word);
      return Shape.MALFORMED;
    }
    try {
      parse();
      return Shape.RECORD;
    } catch (MalformedRecordException e) {
      problem = "not a record: " + e.getMessage();
      return Shape.MALFORMED;
    }
  }

  private void parse() throws IOException, MalformedRecordException {
    int length = (int) recordBytes;
    if (!window.load(position + HEAD_BYTES, length + paddingBytes)) {
      throw new MalformedRecordException("the file became shorter");
    }
    int offset = window.indexOf(position + HEAD_BYTES);
    ProtoReader reader = new ProtoReader(window.array(), offset, length);
    type = (int) field(reader, 1 << 3, RecordType.SNAPSHOT);
    crc = field(reader, 2 << 3, 0xffffffffL);
    dataLength = 0;
    if (reader.hasMore()) {
      if (reader.tag() != (3 << 3 | 2)) {
        throw new MalformedRecordException("unexpected field");
      }
      dataLength = reader.skipBytes();
    }
    dataOffset = reader.position() - dataLength;
    if (type == 0 || reader.hasMore() || (type == RecordType.CRC) != (dataLength == 0)) {
      throw new MalformedRecordException("type " + type + " with " + dataLength + " bytes of data");
    }
    for (int i = 0; i < paddingBytes; i++) {
      if (window.array()[offset + length + i] != 0) {
        throw new MalformedRecordException("padding that is not zero");
      }
    }
  }

  private static long field(ProtoReader reader, int tag, long max) throws MalformedRecordException {
    int found = reader.tag();
    if (found != tag) {
      throw new MalformedRecordException("tag " + found + " instead of " + tag);
    }
    long value = reader.varint();
    if (value < 0 || value > max) {
      throw new MalformedRecordException("value " + value + " of the field with tag " + tag);
    }
    return value;
  }

  /**
   * Upstream's sign of a write that reached the disk in parts: some sector's share of the record is
   * all zeros. To be asked about a whole frame only, not about one that is cut short.
   */
  boolean hasZeroSector() throws IOException {
    long end = position + HEAD_BYTES + recordBytes + paddingBytes;
    long at = position + HEAD_BYTES;
    while (at < end) {
      long next = Math.min(end, (at / SECTOR_BYTES + 1) * SECTOR_BYTES);
      if (!window.load(at, (int) (next - at))) {
        return false;
      }
      if (isZero(window.array(), window.indexOf(at), (int) (next - at))) {
        return true;
      }
      at = next;
    }
    return false;
  }

  private static boolean isZero(byte[] array, int offset, int length) {
    for (int i = 0; i < length; i++) {
      if (array[offset + i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** Position after the record. */
  long end() {
    return position + HEAD_BYTES + recordBytes + paddingBytes;
  }

  int type() {
    return type;
  }

  /** The checksum that the record claims. */
  int crc() {
    return (int) crc;
  }

  /** Where the data starts in the window's array. */
  int dataOffset() {
    return dataOffset;
  }

  int dataLength() {
    return dataLength;
  }

  /** Why it is not a record. */
  String problem() {
    return problem;
  }
}
