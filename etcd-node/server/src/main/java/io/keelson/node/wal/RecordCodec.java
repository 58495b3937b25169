package io.keelson.node.wal;

import io.keelson.bytes.Bytes;
import io.keelson.raft.ConfState;
import io.keelson.raft.Entry;
import io.keelson.raft.EntryType;
import io.keelson.raft.HardState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The data of records to bytes, as etcd 3.7 writes them, and back, as any version since 3.5 does.
 *
 * <p>A record's type is not covered by its checksum. Decoding is therefore strict about which
 * fields are there, so that no data of one type passes as another.
 */
final class RecordCodec {
  private static final int VARINT_1 = 1 << 3;
  private static final int VARINT_2 = 2 << 3;
  private static final int VARINT_3 = 3 << 3;
  private static final int BYTES_3 = 3 << 3 | 2;
  private static final int BYTES_4 = 4 << 3 | 2;
  private static final int AUTO_LEAVE = 5;

  private RecordCodec() {}

  static void encode(WalMetadata metadata, ProtoWriter writer) {
    writer.varintField(1, metadata.nodeId());
    writer.varintField(2, metadata.clusterId());
  }

  static void encode(HardState state, ProtoWriter writer) {
    writer.varintField(1, state.term());
    writer.varintField(2, state.vote());
    writer.varintField(3, state.commit());
  }

  /** All of an entry but the content of its data, which must follow. */
  static void encodeHead(Entry entry, ProtoWriter writer) {
    boolean normal = entry.type() == EntryType.NORMAL;
    if (!normal) {
      writer.varintField(1, entry.type().number());
    }
    writer.varintField(2, entry.term());
    writer.varintField(3, entry.index());
    // The empty data of a configuration change is written out: see the class comment.
    if (!normal || !entry.data().isEmpty()) {
      writer.lengthField(4, entry.data().length());
    }
  }

  static void encode(WalSnapshot snapshot, ProtoWriter writer) {
    writer.varintField(1, snapshot.index());
    writer.varintField(2, snapshot.term());
    if (snapshot.index() != 0) {
      ProtoWriter confState = new ProtoWriter();
      encode(snapshot.confState(), confState);
      writer.lengthField(3, confState.length());
      writer.bytes(confState.array(), 0, confState.length());
    }
  }

  private static void encode(ConfState state, ProtoWriter writer) {
    encodeIds(1, state.voters(), writer);
    encodeIds(2, state.learners(), writer);
    encodeIds(3, state.votersOutgoing(), writer);
    encodeIds(4, state.learnersNext(), writer);
    writer.varintField(AUTO_LEAVE, state.autoLeave() ? 1 : 0);
  }

  private static void encodeIds(int field, List<Long> ids, ProtoWriter writer) {
    for (long id : ids) {
      writer.varintField(field, id);
    }
  }

  static WalMetadata decodeMetadata(byte[] array, int offset, int length)
      throws MalformedRecordException {
    long[] values = decodeVarints(2, array, offset, length);
    return new WalMetadata(values[0], values[1]);
  }

  static HardState decodeHardState(byte[] array, int offset, int length)
      throws MalformedRecordException {
    long[] values = decodeVarints(3, array, offset, length);
    if (values[0] == 0) {
      throw new MalformedRecordException("hard state without term");
    }
    return new HardState(values[0], values[1], values[2]);
  }

  /** Fields 1 to {@code count}, each exactly once, in order. */
  private static long[] decodeVarints(int count, byte[] array, int offset, int length)
      throws MalformedRecordException {
    ProtoReader reader = new ProtoReader(array, offset, length);
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      if (!reader.hasMore() || reader.tag() != (i + 1) << 3) {
        throw new MalformedRecordException("field " + (i + 1) + " is missing");
      }
      values[i] = reader.varint();
    }
    if (reader.hasMore()) {
      throw new MalformedRecordException("more fields than " + count);
    }
    return values;
  }

  static Entry decodeEntry(byte[] array, int offset, int length) throws MalformedRecordException {
    ProtoReader reader = new ProtoReader(array, offset, length);
    long type = 0;
    long term = 0;
    long index = 0;
    Bytes data = null;
    while (reader.hasMore()) {
      int tag = reader.tag();
      switch (tag) {
        case VARINT_1 -> type = reader.varint();
        case VARINT_2 -> term = reader.varint();
        case VARINT_3 -> index = reader.varint();
        case BYTES_4 -> {
          int count = reader.skipBytes();
          int end = reader.position();
          data = Bytes.wrap(Arrays.copyOfRange(array, end - count, end));
        }
        default -> throw new MalformedRecordException("unknown field in an entry, tag " + tag);
      }
    }
    if (term == 0 || index == 0) {
      throw new MalformedRecordException("entry without term or index");
    }
    if (type < 0 || type > 2 || (type != 0 && data == null)) {
      throw new MalformedRecordException("entry of type " + type + " and this content");
    }
    return new Entry(EntryType.ofNumber(type), term, index, data == null ? Bytes.EMPTY : data);
  }

  static WalSnapshot decodeSnapshot(byte[] array, int offset, int length)
      throws MalformedRecordException {
    ProtoReader reader = new ProtoReader(array, offset, length);
    long index = -1;
    long term = -1;
    ConfState confState = null;
    while (reader.hasMore()) {
      int tag = reader.tag();
      switch (tag) {
        case VARINT_1 -> index = reader.varint();
        case VARINT_2 -> term = reader.varint();
        case BYTES_3 -> {
          int count = reader.skipBytes();
          confState = decodeConfState(array, reader.position() - count, count);
        }
        default -> throw new MalformedRecordException("unknown field in a snapshot, tag " + tag);
      }
    }
    if (index == -1 || term == -1 || (index != 0 && confState == null)) {
      throw new MalformedRecordException("snapshot without index, term or configuration");
    }
    return new WalSnapshot(index, term, confState == null ? ConfState.EMPTY : confState);
  }

  private static ConfState decodeConfState(byte[] array, int offset, int length)
      throws MalformedRecordException {
    ProtoReader reader = new ProtoReader(array, offset, length);
    List<List<Long>> ids = new ArrayList<>();
    for (int field = 0; field < AUTO_LEAVE; field++) {
      ids.add(new ArrayList<>());
    }
    boolean autoLeave = false;
    while (reader.hasMore()) {
      int tag = reader.tag();
      int field = tag >>> 3;
      boolean packed = (tag & 7) == 2;
      if (tag == AUTO_LEAVE << 3) {
        autoLeave = reader.varint() != 0;
      } else if (field >= AUTO_LEAVE || (!packed && (tag & 7) != 0)) {
        throw new MalformedRecordException("unknown field in a configuration, tag " + tag);
      } else if (packed) {
        int count = reader.skipBytes();
        ProtoReader values = new ProtoReader(array, reader.position() - count, count);
        while (values.hasMore()) {
          ids.get(field).add(values.varint());
        }
      } else {
        ids.get(field).add(reader.varint());
      }
    }
    return new ConfState(ids.get(1), ids.get(2), ids.get(3), ids.get(4), autoLeave);
  }
}
