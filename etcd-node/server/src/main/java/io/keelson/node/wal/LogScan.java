package io.keelson.node.wal;

import io.keelson.node.disk.Disk;
import io.keelson.node.disk.DiskFile;
import io.keelson.raft.Entry;
import io.keelson.raft.HardState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads consecutive segments and keeps what they say. Holds the entries it returns and one buffer.
 *
 * <p>Damage anywhere but behind the header of the last segment throws: what comes before was synced
 * before the next segment got its name.
 */
final class LogScan {
  private static final int HEADER_RECORDS = 2;

  private final Disk disk;
  private final Path directory;
  private final int recordBytesMax;
  private final @Nullable WalSnapshot from;
  private final Crc32cChain chain = new Crc32cChain();
  private final EntryWindow entries;
  private final List<WalSnapshot> snapshots = new ArrayList<>();
  private @Nullable WalMetadata metadata;
  private HardState hardState = HardState.EMPTY;
  private long lastIndex;

  /** A snapshot that the log before its record does not lead to, until a hard state covers it. */
  private @Nullable WalSnapshot restart;

  private boolean isSnapshotFound;
  private boolean isChainStarted;
  private Path file;
  private long offset;
  private @Nullable Damage damage;

  /**
   * A scan that keeps the entries after a snapshot and demands that its record be there, or,
   * without one, keeps no entries.
   */
  LogScan(
      Disk disk,
      Path directory,
      int recordBytesMax,
      @Nullable WalSnapshot from,
      Retention retention) {
    this.disk = disk;
    this.directory = directory;
    this.recordBytesMax = recordBytesMax;
    this.from = from;
    this.entries = new EntryWindow(from == null ? WalSnapshot.NONE : from, retention);
    this.file = directory;
  }

  /**
   * Reads the segments, the last one through a file that is already open and stays so.
   *
   * @throws WalCorruptException if they contradict themselves other than at the tail
   */
  void run(List<SegmentName> names, DiskFile lastFile) throws IOException {
    for (int i = 0; i < names.size() - 1; i++) {
      SegmentName name = names.get(i);
      if (name.sequence() + 1 != names.get(i + 1).sequence()) {
        throw new WalCorruptException(directory, 0, 0, "no segment follows " + name);
      }
      file = name.in(directory);
      try (DiskFile segment = disk.openReadOnly(file)) {
        Damage found = readSegment(new SegmentWindow(segment));
        if (found != null) {
          throw corrupt(found.problem() + ", and another segment follows");
        }
      }
    }
    file = names.getLast().in(directory);
    damage = readSegment(new SegmentWindow(lastFile));
    if (from != null && !isSnapshotFound) {
      throw corrupt("no snapshot record with index " + from.index());
    }
  }

  private @Nullable Damage readSegment(SegmentWindow window) throws IOException {
    RecordFrame frame = new RecordFrame(window, recordBytesMax);
    offset = 0;
    int records = 0;
    while (true) {
      RecordFrame.Shape shape = frame.read(offset);
      String problem =
          switch (shape) {
            case RECORD -> verify(frame, window.array());
            case END -> records < HEADER_RECORDS ? "the segment has no header" : null;
            case CUT_SHORT, MALFORMED -> frame.problem();
          };
      if (problem != null && records < HEADER_RECORDS) {
        throw corrupt(problem);
      }
      if (problem != null) {
        long end = frame.end();
        return new Damage(
            kind(frame, shape),
            offset,
            problem,
            hasRecord(window, offset + 8, end),
            hasRecord(window, offset + 8, window.size()));
      }
      if (shape == RecordFrame.Shape.END) {
        return null;
      }
      keep(frame, window.array(), records);
      offset = frame.end();
      records++;
    }
  }

  private static Damage.Kind kind(RecordFrame frame, RecordFrame.Shape shape) throws IOException {
    if (shape == RecordFrame.Shape.CUT_SHORT) {
      return Damage.Kind.CUT_SHORT;
    }
    return frame.hasZeroSector() ? Damage.Kind.TORN : Damage.Kind.BAD;
  }

  /** Carries the chain over a record; the problem, or null if the checksum is right. */
  private @Nullable String verify(RecordFrame frame, byte[] array) {
    int before = chain.value();
    if (frame.type() != RecordType.CRC) {
      chain.update(array, frame.dataOffset(), frame.dataLength());
    } else if (!isChainStarted) {
      isChainStarted = true;
      chain.set(frame.crc());
    }
    int computed = chain.value();
    if (computed == frame.crc()) {
      return null;
    }
    chain.set(before);
    return "crc mismatch, expected %08x, computed %08x".formatted(frame.crc(), computed);
  }

  private void keep(RecordFrame frame, byte[] array, int records) throws WalCorruptException {
    int type = frame.type();
    if ((records == 0 && type != RecordType.CRC) || (records == 1 && type != RecordType.METADATA)) {
      throw corrupt("the header has a record of type " + type);
    }
    try {
      decode(type, array, frame.dataOffset(), frame.dataLength());
    } catch (MalformedRecordException e) {
      throw corrupt("right crc " + "%08x".formatted(frame.crc()) + ", but " + e.getMessage());
    }
  }

  private void decode(int type, byte[] array, int start, int length)
      throws WalCorruptException, MalformedRecordException {
    switch (type) {
      case RecordType.METADATA -> keep(RecordCodec.decodeMetadata(array, start, length));
      case RecordType.ENTRY -> {
        if (from != null) {
          keep(RecordCodec.decodeEntry(array, start, length));
        }
      }
      case RecordType.STATE -> keep(RecordCodec.decodeHardState(array, start, length));
      case RecordType.SNAPSHOT -> keep(RecordCodec.decodeSnapshot(array, start, length));
      default -> {
        // A crc record has said all it has to say.
      }
    }
  }

  private void keep(WalMetadata found) throws WalCorruptException {
    if (metadata != null && !metadata.equals(found)) {
      throw corrupt("metadata " + found + " after " + metadata);
    }
    metadata = found;
  }

  private void keep(Entry entry) throws WalCorruptException {
    // The write that should have made a received snapshot count was cut off: the log went on.
    restart = null;
    lastIndex = entry.index();
    if (!entries.add(entry)) {
      throw corrupt("entry " + entry.index() + " follows " + entries.lastIndex());
    }
  }

  private void keep(HardState state) {
    hardState = state;
    WalSnapshot received = restart;
    if (received != null && received.index() <= state.commit()) {
      entries.restartFrom(received);
      lastIndex = received.index();
      restart = null;
    }
  }

  private void keep(WalSnapshot snapshot) throws WalCorruptException {
    snapshots.add(snapshot);
    restart = from == null || entries.holds(snapshot) ? null : snapshot;
    if (from != null && snapshot.index() == from.index()) {
      if (snapshot.term() != from.term()) {
        throw corrupt("snapshot " + from.index() + " of term " + snapshot.term());
      }
      isSnapshotFound = true;
    }
  }

  /** Looks at each place where a record could start: they are aligned to eight bytes. */
  private boolean hasRecord(SegmentWindow window, long from, long to) throws IOException {
    RecordFrame frame = new RecordFrame(window, recordBytesMax);
    for (long at = from; at < to && window.load(at, 16); at += 8) {
      int head = window.indexOf(at + 8);
      if (window.longAt(at) != 0
          && window.array()[head] == 1 << 3
          && frame.read(at) == RecordFrame.Shape.RECORD) {
        return true;
      }
    }
    return false;
  }

  private WalCorruptException corrupt(String problem) {
    return new WalCorruptException(file, offset, lastIndex, problem);
  }

  /** What was read. */
  WalContents contents() throws WalCorruptException {
    if (metadata == null) {
      throw corrupt("no metadata");
    }
    List<WalSnapshot> valid = new ArrayList<>();
    for (WalSnapshot snapshot : snapshots) {
      if (snapshot.index() <= hardState.commit()) {
        valid.add(snapshot);
      }
    }
    String problem = damage == null ? null : damage.problem();
    return new WalContents(
        metadata,
        hardState,
        entries.base(),
        entries.entries(),
        valid,
        Math.max(lastIndex, entries.base().index()),
        file,
        offset,
        problem);
  }

  /** Why the last segment did not end properly, null if it did. */
  @Nullable Damage damage() {
    return damage;
  }

  /** The checksum chain after the last good record. */
  Crc32cChain chain() {
    return chain;
  }
}
