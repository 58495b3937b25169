package io.keelson.node.peer;

import static io.keelson.bytes.WireReader.LEN;
import static io.keelson.bytes.WireReader.NUM;

import io.keelson.bytes.Bytes;
import io.keelson.bytes.WireReader;
import io.keelson.bytes.WireReader.WireException;
import io.keelson.bytes.WireWriter;
import io.keelson.raft.ConfState;
import io.keelson.raft.Entry;
import io.keelson.raft.EntryType;
import io.keelson.raft.Message;
import io.keelson.raft.SnapshotMeta;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages as raftpb.Message, and back. Zeros are left out, as the newest servers do; older ones
 * write them. Any input gives a message or a {@link WireException}. Pure.
 */
final class MessageCodec {
  private static final int FIXED_BYTES = 64;

  private MessageCodec() {}

  /**
   * A decoded message.
   *
   * @param membership the field {@code snapshot.data}, empty unless the message is of type SNAP
   */
  record Decoded(Message message, Bytes membership) {}

  /** The bytes of a message that carries no snapshot. */
  static Bytes encode(Message message) {
    return encode(message, Bytes.EMPTY);
  }

  /** The bytes of a message; {@code membership} goes with its snapshot if it has one. */
  static Bytes encode(Message message, Bytes membership) {
    WireWriter out = new WireWriter((int) Math.min(weight(message), 1 << 24));
    out.varintField(1, message.type().number());
    out.varintField(2, message.to());
    out.varintField(3, message.from());
    out.varintField(4, message.term());
    out.varintField(5, message.logTerm());
    out.varintField(6, message.index());
    for (Entry entry : message.entries()) {
      out.lengthPrefix(7, entrySize(entry));
      writeEntry(out, entry);
    }
    out.varintField(8, message.commit());
    SnapshotMeta meta = message.snapshot();
    if (meta != null) {
      out.requiredBytesField(9, snapshot(meta, membership));
    }
    out.boolField(10, message.reject());
    out.varintField(11, message.rejectHint());
    out.bytesField(12, message.context());
    return out.toBytes();
  }

  /** About how many bytes of memory and wire a message takes, for bounds; never less than 64. */
  static long weight(Message message) {
    long weight = (long) FIXED_BYTES + message.context().length();
    for (Entry entry : message.entries()) {
      weight += entry.sizeBytes() + 16;
    }
    return weight;
  }

  /** The bytes of an entry. */
  static Bytes encodeEntry(Entry entry) {
    WireWriter out = new WireWriter(entrySize(entry));
    writeEntry(out, entry);
    return out.toBytes();
  }

  private static void writeEntry(WireWriter out, Entry entry) {
    out.varintField(1, entry.type().number());
    out.varintField(2, entry.term());
    out.varintField(3, entry.index());
    out.bytesField(4, entry.data());
  }

  private static int entrySize(Entry entry) {
    int length = entry.data().length();
    return scalarSize(entry.type().number())
        + scalarSize(entry.term())
        + scalarSize(entry.index())
        + (length == 0 ? 0 : 1 + WireWriter.varintSize(length) + length);
  }

  private static int scalarSize(long value) {
    return value == 0 ? 0 : 1 + WireWriter.varintSize(value);
  }

  /** Metadata is written even when empty: upstream servers do not look whether it is there. */
  private static Bytes snapshot(SnapshotMeta meta, Bytes membership) {
    WireWriter state = new WireWriter(64);
    ConfState conf = meta.confState();
    conf.voters().forEach(id -> state.requiredVarintField(1, id));
    conf.learners().forEach(id -> state.requiredVarintField(2, id));
    conf.votersOutgoing().forEach(id -> state.requiredVarintField(3, id));
    conf.learnersNext().forEach(id -> state.requiredVarintField(4, id));
    state.requiredVarintField(5, conf.autoLeave() ? 1 : 0);
    WireWriter metadata = new WireWriter(state.size() + 32);
    metadata.requiredBytesField(1, state.toBytes());
    metadata.requiredVarintField(2, meta.index());
    metadata.requiredVarintField(3, meta.term());
    WireWriter out = new WireWriter(membership.length() + metadata.size() + 16);
    out.bytesField(1, membership);
    out.requiredBytesField(2, metadata.toBytes());
    return out.toBytes();
  }

  /**
   * Reads a message; data of entries are slices of the input.
   *
   * @throws WireException if it is malformed, or of a kind that does not travel
   */
  static Decoded decode(Bytes bytes) throws WireException {
    var draft = new Draft();
    WireReader in = new WireReader(bytes);
    while (in.nextField()) {
      switch (in.tag()) {
        case (1 << 3) | NUM -> draft.type = in.enumNumber();
        case (2 << 3) | NUM -> draft.to = in.number();
        case (3 << 3) | NUM -> draft.from = in.number();
        case (4 << 3) | NUM -> draft.term = position(in);
        case (5 << 3) | NUM -> draft.logTerm = position(in);
        case (6 << 3) | NUM -> draft.index = position(in);
        case (7 << 3) | LEN -> draft.entries.add(decodeEntry(in.bytes()));
        case (8 << 3) | NUM -> draft.commit = position(in);
        case (9 << 3) | LEN -> draft.snapshot = in.bytes();
        case (10 << 3) | NUM -> draft.reject = in.bool();
        case (11 << 3) | NUM -> draft.rejectHint = position(in);
        case (12 << 3) | LEN -> draft.context = in.bytes();
        default -> in.skip();
      }
    }
    return draft.finish();
  }

  /**
   * Reads an entry; its data is a slice of the input.
   *
   * @throws WireException if it is malformed or of an unknown type
   */
  static Entry decodeEntry(Bytes bytes) throws WireException {
    int type = 0;
    long term = 0;
    long index = 0;
    Bytes data = Bytes.EMPTY;
    WireReader in = new WireReader(bytes);
    while (in.nextField()) {
      switch (in.tag()) {
        case (1 << 3) | NUM -> type = in.enumNumber();
        case (2 << 3) | NUM -> term = position(in);
        case (3 << 3) | NUM -> index = position(in);
        case (4 << 3) | LEN -> data = in.bytes();
        default -> in.skip();
      }
    }
    if (type < 0 || type > EntryType.CONF_CHANGE_V2.number()) {
      throw new WireException("unknown entry type " + type);
    }
    return new Entry(EntryType.ofNumber(type), term, index, data);
  }

  /** Terms and indexes beyond 2^63 can only be lies. */
  private static long position(WireReader in) throws WireException {
    long value = in.number();
    if (value < 0) {
      throw new WireException("term or index is too large");
    }
    return value;
  }

  private static SnapshotMeta metadata(Bytes bytes) throws WireException {
    ConfState conf = ConfState.EMPTY;
    long index = 0;
    long term = 0;
    WireReader in = new WireReader(bytes);
    while (in.nextField()) {
      switch (in.tag()) {
        case (1 << 3) | LEN -> conf = confState(in.bytes());
        case (2 << 3) | NUM -> index = position(in);
        case (3 << 3) | NUM -> term = position(in);
        default -> in.skip();
      }
    }
    return new SnapshotMeta(index, term, conf);
  }

  private static ConfState confState(Bytes bytes) throws WireException {
    List<Long> voters = new ArrayList<>();
    List<Long> learners = new ArrayList<>();
    List<Long> votersOutgoing = new ArrayList<>();
    List<Long> learnersNext = new ArrayList<>();
    boolean autoLeave = false;
    WireReader in = new WireReader(bytes);
    while (in.nextField()) {
      switch (in.tag()) {
        case (1 << 3) | NUM -> voters.add(in.number());
        case (2 << 3) | NUM -> learners.add(in.number());
        case (3 << 3) | NUM -> votersOutgoing.add(in.number());
        case (4 << 3) | NUM -> learnersNext.add(in.number());
        case (5 << 3) | NUM -> autoLeave = in.bool();
        default -> in.skip();
      }
    }
    return new ConfState(voters, learners, votersOutgoing, learnersNext, autoLeave);
  }

  /** What has been read of a message. */
  private static final class Draft {
    private int type;
    private long to;
    private long from;
    private long term;
    private long logTerm;
    private long index;
    private final List<Entry> entries = new ArrayList<>();
    private long commit;
    private Bytes snapshot = Bytes.EMPTY;
    private boolean reject;
    private long rejectHint;
    private Bytes context = Bytes.EMPTY;

    Decoded finish() throws WireException {
      Message.Type kind = Message.Type.ofNumber(type);
      if (kind == null) {
        throw new WireException("message type " + type + " does not travel");
      }
      if (kind == Message.Type.APP) {
        checkConsecutive(index, entries);
      }
      Bytes membership = Bytes.EMPTY;
      @Nullable SnapshotMeta meta = null;
      if (kind == Message.Type.SNAP) {
        meta = new SnapshotMeta(0, 0, ConfState.EMPTY);
        WireReader in = new WireReader(snapshot);
        while (in.nextField()) {
          switch (in.tag()) {
            case (1 << 3) | LEN -> membership = in.bytes();
            case (2 << 3) | LEN -> meta = metadata(in.bytes());
            default -> in.skip();
          }
        }
      }
      Message message =
          new Message(
              kind,
              to,
              from,
              term,
              logTerm,
              index,
              entries,
              commit,
              reject,
              rejectHint,
              context,
              meta);
      return new Decoded(message, membership);
    }
  }

  /**
   * Checks that entries follow an index without a gap.
   *
   * @throws WireException if not
   */
  static void checkConsecutive(long index, List<Entry> entries) throws WireException {
    long expected = index;
    for (Entry entry : entries) {
      expected++;
      if (entry.index() != expected) {
        throw new WireException("entry " + entry.index() + " where " + expected + " belongs");
      }
    }
  }
}
