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
 * The write-ahead log, open for appending. Upstream's format byte for byte.
 *
 * <p>Owned by one thread. {@link #append} and {@link #saveSnapshot} only encode into memory; {@link
 * #sync} writes all of that with one write and makes it durable with one fdatasync. Many appends
 * before one sync are a group commit.
 *
 * <p>Segments are pre-written with zeros: by {@link SegmentPreparer} as a whole, else a MiB ahead
 * of the writing, within the same sync. So most syncs overwrite existing blocks.
 *
 * <p>The first {@link IOException} is final. What is on disk is then unknown, nothing is tried
 * again and each later call throws {@link IllegalStateException}, except {@link #close}.
 */
public final class Wal implements AutoCloseable {
  // More than this is handed to the system before the sync, to bound the buffer.
  private static final int UNWRITTEN_BYTES_MAX = 4 << 20;

  private final Disk disk;
  private final WalConfig config;
  private final WalMetadata metadata;
  private final RecordEncoder encoder;
  private final PersistedMark mark;
  private final SpareSegments spares;
  private SegmentWriter tail;
  private HardState hardState;
  private long lastIndex;
  private long durableIndex;
  private long writtenBytes;
  private boolean isDurable = true;
  private @Nullable PreparedSegment prepared;
  private @Nullable IOException failure;

  Wal(
      Disk disk,
      WalConfig config,
      LogState state,
      RecordEncoder encoder,
      SegmentWriter tail,
      PersistedMark mark) {
    this.disk = disk;
    this.config = config;
    this.metadata = state.metadata();
    this.hardState = state.hardState();
    this.lastIndex = state.lastIndex();
    this.durableIndex = state.lastIndex();
    this.encoder = encoder;
    this.tail = tail;
    this.mark = mark;
    this.spares = new SpareSegments(disk, config.directory());
  }

  /** Whether there is a log in a folder. */
  public static boolean exists(Disk disk, Path directory) throws IOException {
    return disk.exists(directory) && !SegmentName.list(disk, directory).isEmpty();
  }

  /**
   * Creates a log with the record of the empty snapshot in it. Until the last step, a rename, there
   * is only a folder {@code <directory>.tmp}.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is a log already
   * @throws IOException if the disk refuses
   */
  public static Wal create(Disk disk, WalConfig config, WalMetadata metadata) throws IOException {
    return WalCreation.create(disk, config, metadata);
  }

  /**
   * Reads a log from a snapshot on, repairs its tail and makes it ready for appending.
   *
   * <p>Let a record be bad if it does not have the shape or the checksum of a record. The mark is
   * the offset up to which an earlier process knew the last segment to be durable, if there is a
   * note of that for this member and cluster. Rules in this order, for the first bad record:
   *
   * <ol>
   *   <li>not in the last segment, or in its header: refuse;
   *   <li>before the mark: refuse, durable data has rotted; likewise if the log ends cleanly before
   *       the mark or the marked segment is missing;
   *   <li>a whole 512-byte sector of the record is zero: cut off, as upstream does. But without a
   *       mark not if something that looks like a record stands within the bytes that it claims:
   *       its length is damaged then, which a torn write cannot do;
   *   <li>it reaches beyond the end of the file and nothing that looks like a record comes after
   *       it: cut off (upstream does not look for records after it);
   *   <li>there is a mark and nothing that looks like a record comes after it: cut off, it is what
   *       remains of the last write (upstream refuses);
   *   <li>else refuse.
   * </ol>
   *
   * <p>Before a cut a copy of the segment is kept as {@code <segment>.broken}. Refusals change
   * nothing. What was read beyond the mark may have come from the system's memory only: it is
   * written once more and synced before this returns, so all that is returned is durable.
   *
   * @param from a snapshot whose record is in the log
   * @throws WalCorruptException if the log is refused
   * @throws io.keelson.node.disk.DiskLockedException if a process has the last segment open
   * @throws IOException if the disk refuses
   */
  public static WalRecovery open(Disk disk, WalConfig config, WalSnapshot from) throws IOException {
    return open(disk, config, from, Retention.ALL);
  }

  /** The same, but of the entries that are applied already only so many are returned. */
  public static WalRecovery open(Disk disk, WalConfig config, WalSnapshot from, Retention retention)
      throws IOException {
    return WalOpening.open(disk, config, from, retention);
  }

  /** Index of the last entry or snapshot record that was appended, durable or not. */
  public long lastIndex() {
    return lastIndex;
  }

  /** The last index that was durable when {@link #sync} last returned. */
  public long durableIndex() {
    return durableIndex;
  }

  /** Whether an error or {@link #close} has made this log unusable. */
  public boolean isFailed() {
    return failure != null;
  }

  /**
   * Encodes entries, and after them a hard state unless it is null or empty. The first entry's
   * index may be at or below {@link #lastIndex}: then it and all after it are replaced.
   *
   * @throws IllegalArgumentException if an entry is longer than the bound; those before it stay
   *     appended
   * @throws IOException if a new segment was due or the buffer had to be written, and that failed
   */
  public void append(@Nullable HardState state, List<Entry> entries) throws IOException {
    begin();
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      encoder.entry(entry);
      lastIndex = entry.index();
      isDurable = false;
      if (encoder.bufferedBytes() > UNWRITTEN_BYTES_MAX) {
        write();
      }
    }
    if (state != null && !state.equals(HardState.EMPTY)) {
      if (state.term() == 0) {
        throw new IllegalArgumentException("hard state without term: " + state);
      }
      encoder.state(state);
      hardState = state;
      isDurable = false;
    }
  }

  /**
   * Encodes the record of a snapshot.
   *
   * @throws IOException if a new segment was due and that failed
   */
  public void saveSnapshot(WalSnapshot snapshot) throws IOException {
    begin();
    encoder.snapshot(snapshot);
    lastIndex = Math.max(lastIndex, snapshot.index());
    isDurable = false;
  }

  /**
   * Encodes the record of a state machine that came from elsewhere, and the hard state that makes
   * it count: what the log held no longer does, and the next entry follows the snapshot. Of the two
   * a torn write leaves none, both, or the first, which then does not count.
   *
   * @param state its commit index is at least the snapshot's
   * @throws IOException if a new segment was due and that failed
   */
  public void restartFrom(WalSnapshot snapshot, HardState state) throws IOException {
    if (state.commit() < snapshot.index()) {
      throw new IllegalArgumentException(state + " does not cover " + snapshot);
    }
    begin();
    encoder.snapshot(snapshot);
    encoder.state(state);
    hardState = state;
    lastIndex = snapshot.index();
    isDurable = false;
  }

  /**
   * Hands all that was appended to the operating system. {@link #sync} does so by itself; apart,
   * the two can be measured.
   *
   * @throws IOException if the disk refuses
   */
  public void flush() throws IOException {
    checkUsable();
    if (!isDurable) {
      write();
    }
  }

  /** Bytes of records written since the log was opened. */
  public long writtenBytes() {
    return writtenBytes;
  }

  /**
   * Makes all that was appended durable. Does nothing if it is already.
   *
   * @return {@link #durableIndex}
   * @throws IOException if the disk refuses; nothing since the last sync may be acknowledged
   */
  public long sync() throws IOException {
    checkUsable();
    if (!isDurable) {
      write();
      try {
        tail.sync();
        isDurable = true;
        durableIndex = lastIndex;
        mark.write(durableIndex, tail);
      } catch (IOException e) {
        throw failed(e);
      }
    }
    return durableIndex;
  }

  /**
   * Starts a new segment if the present one is full and all is durable. The next append would do so
   * otherwise; calling this after the replies are out keeps it off their way.
   *
   * @throws IOException if the disk refuses
   */
  public void rollIfDue() throws IOException {
    checkUsable();
    if (isDurable && tail.isFull()) {
      try {
        roll();
      } catch (IOException e) {
        throw failed(e);
      }
    }
  }

  /** Whether {@link #offerPrepared} would be welcome. */
  public boolean needsPrepared() {
    return prepared == null;
  }

  /**
   * Takes a segment for the next roll; this log owns it from now on.
   *
   * @throws IllegalStateException if one is waiting already
   */
  public void offerPrepared(PreparedSegment segment) {
    if (prepared != null) {
      throw new IllegalStateException("a prepared segment is waiting already");
    }
    prepared = segment;
  }

  /**
   * Removes the segments that are not needed to open the log from a snapshot at an index or later,
   * oldest first. The segment that contains the index, and the last one, stay. Of the others, two
   * at most wait under temporary names for {@link SegmentPreparer} to use them again.
   *
   * @return the names of the removed segments
   * @throws IOException if the disk refuses
   */
  public List<String> releaseTo(long index) throws IOException {
    checkUsable();
    List<String> removed = new ArrayList<>();
    try {
      List<SegmentName> names = SegmentName.list(disk, config.directory());
      int start = SegmentName.indexOfStart(names, index);
      for (int i = 0; i < start; i++) {
        // One by one: a gap in the sequence would make upstream refuse the folder.
        spares.retire(names.get(i));
        removed.add(names.get(i).toString());
      }
    } catch (IOException e) {
      throw failed(e);
    }
    return removed;
  }

  /**
   * Syncs, unless the log has failed, and closes all files.
   *
   * @throws IOException if the disk refuses
   */
  @Override
  public void close() throws IOException {
    PreparedSegment unused = prepared;
    prepared = null;
    try (mark;
        SegmentWriter last = tail) {
      if (failure == null) {
        sync();
        mark.write(durableIndex, last);
        mark.sync();
      }
      if (unused != null) {
        unused.file().close();
        disk.delete(unused.path());
      }
      spares.deleteAll();
    } finally {
      if (failure == null) {
        failure = new IOException("the log is closed");
      }
    }
  }

  private void begin() throws IOException {
    checkUsable();
    rollIfDue();
  }

  private void checkUsable() {
    if (failure != null) {
      throw new IllegalStateException("the log cannot be used any more", failure);
    }
  }

  private IOException failed(IOException e) {
    failure = e;
    return e;
  }

  private void write() throws IOException {
    if (encoder.bufferedBytes() == 0) {
      return;
    }
    writtenBytes += encoder.bufferedBytes();
    try {
      tail.write(encoder.flip());
    } catch (IOException e) {
      throw failed(e);
    }
    encoder.clear();
  }

  /** All is durable and the buffer is empty here. */
  private void roll() throws IOException {
    SegmentWriter old = tail;
    old.finish();
    PreparedSegment segment = prepared;
    prepared = null;
    if (segment == null) {
      Path path = config.directory().resolve("2.tmp");
      segment = new PreparedSegment(path, disk.create(path), 0);
    }
    SegmentName name = new SegmentName(old.name().sequence() + 1, lastIndex + 1);
    tail = writeHeader(segment, name);
    old.close();
    mark.write(durableIndex, tail);
    mark.sync();
  }

  /** Gives the segment its name only when the header is durable. */
  private SegmentWriter writeHeader(PreparedSegment segment, SegmentName name) throws IOException {
    DiskFile file = segment.file();
    try {
      encoder.header(metadata);
      if (!hardState.equals(HardState.EMPTY)) {
        encoder.state(hardState);
      }
      int headerBytes = encoder.bufferedBytes();
      file.write(encoder.flip(), 0);
      encoder.clear();
      long fileBytes =
          SegmentWriter.writeAhead(file, headerBytes, segment.bytes(), config.segmentBytes());
      file.sync();
      Path path = name.in(config.directory());
      disk.rename(segment.path(), path);
      disk.syncDirectory(config.directory());
      return new SegmentWriter(
          name, file, disk.lock(path), config.segmentBytes(), headerBytes, fileBytes);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }
}
