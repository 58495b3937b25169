package io.keelson.node.wal;

import io.keelson.bytes.Bytes;
import io.keelson.raft.Entry;
import io.keelson.raft.HardState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Frames records into a buffer that is reused, and carries the checksum chain on.
 *
 * <p>The hot path: no object is made per entry. A record is written once, straight into the direct
 * buffer that the channel reads.
 */
final class RecordEncoder {
  private static final int BUFFER_BYTES = 1 << 20;
  private static final int BUFFER_BYTES_KEPT = 8 << 20;
  private static final int FRAME_BYTES = 8;
  // Tags, type, checksum and length of the data: what a record is longer than its data at most.
  private static final int RECORD_HEAD_BYTES_MAX = 2 + 1 + 5 + 1 + 5;

  private final Crc32cChain chain;
  private final int recordBytesMax;
  private final ProtoWriter scratch = new ProtoWriter();
  private ByteBuffer buffer = allocate(BUFFER_BYTES);

  RecordEncoder(Crc32cChain chain, int recordBytesMax) {
    this.chain = chain;
    this.recordBytesMax = recordBytesMax;
  }

  int bufferedBytes() {
    return buffer.position();
  }

  void entry(Entry entry) {
    scratch.clear();
    RecordCodec.encodeHead(entry, scratch);
    record(RecordType.ENTRY, entry.data());
  }

  void state(HardState state) {
    scratch.clear();
    RecordCodec.encode(state, scratch);
    record(RecordType.STATE, Bytes.EMPTY);
  }

  void snapshot(WalSnapshot snapshot) {
    scratch.clear();
    RecordCodec.encode(snapshot, scratch);
    record(RecordType.SNAPSHOT, Bytes.EMPTY);
  }

  /** What each segment starts with: the chain's value and whose log it is. */
  void header(WalMetadata metadata) {
    scratch.clear();
    record(RecordType.CRC, Bytes.EMPTY);
    RecordCodec.encode(metadata, scratch);
    record(RecordType.METADATA, Bytes.EMPTY);
  }

  /** The buffered bytes for writing; {@link #clear} must follow. */
  ByteBuffer flip() {
    return buffer.flip();
  }

  void clear() {
    if (buffer.capacity() > BUFFER_BYTES_KEPT) {
      buffer = allocate(BUFFER_BYTES);
    } else {
      buffer.clear();
    }
  }

  /** A record whose data is what the scratch holds and then a tail; a crc record has none. */
  private void record(int type, Bytes tail) {
    int headBytes = scratch.length();
    long dataBytes = (long) headBytes + tail.length();
    if (dataBytes + RECORD_HEAD_BYTES_MAX > recordBytesMax) {
      throw new IllegalArgumentException(
          "record of " + dataBytes + " bytes exceeds the bound of " + recordBytesMax);
    }
    chain.update(scratch.array(), 0, headBytes);
    chain.update(tail.array(), tail.offset(), tail.length());
    long crc = chain.value() & 0xffffffffL;
    int recordBytes = 2 + 1 + ProtoWriter.varintBytes(crc);
    if (dataBytes > 0) {
      recordBytes += 1 + ProtoWriter.varintBytes(dataBytes) + (int) dataBytes;
    }
    int padding = -recordBytes & 7;
    reserve(FRAME_BYTES + recordBytes + padding);
    long lengthWord = padding == 0 ? recordBytes : recordBytes | (0x80L | padding) << 56;
    buffer.putLong(lengthWord).put((byte) (1 << 3)).put((byte) type).put((byte) (2 << 3));
    putVarint(crc);
    if (dataBytes > 0) {
      buffer.put((byte) (3 << 3 | 2));
      putVarint(dataBytes);
      buffer.put(scratch.array(), 0, headBytes).put(tail.array(), tail.offset(), tail.length());
    }
    for (int i = 0; i < padding; i++) {
      buffer.put((byte) 0);
    }
  }

  private void putVarint(long value) {
    long rest = value;
    while (rest >= 0x80) {
      buffer.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    buffer.put((byte) rest);
  }

  private void reserve(int count) {
    if (buffer.remaining() < count) {
      int needed = Math.addExact(buffer.position(), count);
      int doubled = (int) Math.min(Integer.MAX_VALUE - 8, 2L * buffer.capacity());
      buffer = allocate(Math.max(needed, doubled)).put(buffer.flip());
    }
  }

  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
