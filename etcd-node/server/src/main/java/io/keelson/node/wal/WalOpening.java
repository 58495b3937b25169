package io.keelson.node.wal;

import io.keelson.node.disk.Disk;
import io.keelson.node.disk.DiskFile;
import io.keelson.node.disk.DiskLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opens a log: reads, judges the tail by the rules at {@link Wal#open}, repairs. Can be stopped
 * anywhere and done again.
 */
final class WalOpening {
  private final Disk disk;
  private final WalConfig config;
  private final SegmentName lastName;
  private final DiskFile last;

  private WalOpening(Disk disk, WalConfig config, SegmentName lastName, DiskFile last) {
    this.disk = disk;
    this.config = config;
    this.lastName = lastName;
    this.last = last;
  }

  static WalRecovery open(Disk disk, WalConfig config, WalSnapshot from, Retention retention)
      throws IOException {
    List<SegmentName> names = WalReader.segmentsFrom(disk, config.directory(), from);
    SegmentName lastName = names.getLast();
    Path lastPath = lastName.in(config.directory());
    DiskLock lock = disk.lock(lastPath);
    DiskFile last = null;
    try {
      last = disk.openReadWrite(lastPath);
      return new WalOpening(disk, config, lastName, last).run(names, from, retention, lock);
    } catch (IOException e) {
      if (last != null) {
        last.close();
      }
      lock.close();
      throw e;
    }
  }

  private WalRecovery run(
      List<SegmentName> names, WalSnapshot from, Retention retention, DiskLock lock)
      throws IOException {
    LogScan scan = new LogScan(disk, config.directory(), config.recordBytesMax(), from, retention);
    scan.run(names, last);
    WalContents contents = scan.contents();
    PersistedMark.Claim claim = PersistedMark.read(disk, config.persistedFile());
    boolean hasMark = claim != null && claim.metadata().equals(contents.metadata());
    long durableOffset = hasMark && claim != null ? durableOffset(claim, contents) : 0;
    checkNotRotten(contents, durableOffset);
    WalRepair repair = null;
    if (scan.damage() != null) {
      repair = cut(scan.damage(), contents, hasMark);
    }
    long fileBytes = makeDurable(durableOffset, contents.endOffset());
    deleteLeftovers();
    SegmentWriter tail =
        new SegmentWriter(
            lastName, last, lock, config.segmentBytes(), contents.endOffset(), fileBytes);
    PersistedMark mark =
        PersistedMark.open(
            disk, config.persistedFile(), contents.metadata(), contents.lastIndex(), tail);
    LogState state = new LogState(contents.metadata(), contents.hardState(), contents.lastIndex());
    RecordEncoder encoder = new RecordEncoder(scan.chain(), config.recordBytesMax());
    Wal wal = new Wal(disk, config, state, encoder, tail, mark);
    return new WalRecovery(wal, contents, repair, hasMark);
  }

  /** Up to where the last segment is known to be durable. */
  private long durableOffset(PersistedMark.Claim claim, WalContents contents)
      throws WalCorruptException {
    if (claim.segmentSequence() > lastName.sequence()) {
      throw corrupt(
          contents,
          "the log was durable up to segment %x, which is missing (%s says so)"
              .formatted(claim.segmentSequence(), config.persistedFile()));
    }
    return claim.segmentSequence() == lastName.sequence() ? claim.offset() : 0;
  }

  private void checkNotRotten(WalContents contents, long durableOffset) throws WalCorruptException {
    if (contents.endOffset() < durableOffset) {
      String problem = contents.damage() == null ? "the log ends" : contents.damage();
      throw corrupt(
          contents,
          problem
              + ", but it was durable up to offset "
              + durableOffset
              + " ("
              + config.persistedFile()
              + " says so)");
    }
  }

  private WalRepair cut(@Nullable Damage damage, WalContents contents, boolean hasMark)
      throws IOException {
    if (damage == null) {
      throw new IllegalStateException("nothing to cut");
    }
    boolean isCut =
        switch (damage.kind()) {
          case TORN -> hasMark || !damage.hasRecordInside();
          case CUT_SHORT -> !damage.hasRecordAfter();
          case BAD -> hasMark && !damage.hasRecordAfter();
        };
    if (!isCut) {
      throw corrupt(contents, damage.problem());
    }
    Path broken = config.directory().resolve(lastName + ".broken");
    long end = copyTo(broken);
    last.truncate(damage.offset());
    last.syncAll();
    return new WalRepair(
        contents.file(),
        damage.offset(),
        Math.max(0, end - damage.offset()),
        broken,
        damage.problem());
  }

  /** Copies the last segment; the position after its last byte that is not zero. */
  private long copyTo(Path broken) throws IOException {
    long end = 0;
    try (DiskFile copy = disk.create(broken)) {
      ByteBuffer chunk = ByteBuffer.allocate(Zeros.CHUNK_BYTES);
      for (long at = 0; last.read(chunk.clear(), at) > 0; at += chunk.limit()) {
        chunk.flip();
        for (int i = chunk.limit() - 1; i >= 0; i--) {
          if (chunk.get(i) != 0) {
            end = at + i + 1;
            break;
          }
        }
        copy.write(chunk, at);
      }
      copy.syncAll();
    }
    disk.syncDirectory(config.directory());
    return end;
  }

  /**
   * Writes once more what may be in the system's memory only, drops whatever comes after it and
   * syncs. (After a failed sync the system may take its memory for saved: reading it back and
   * syncing again would prove nothing.)
   */
  private long makeDurable(long from, long end) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(Zeros.CHUNK_BYTES);
    for (long at = from; at < end; at += chunk.limit()) {
      chunk.clear().limit((int) Math.min(chunk.capacity(), end - at));
      last.read(chunk, at);
      last.write(chunk.flip(), at);
    }
    last.truncate(end);
    long fileBytes = SegmentWriter.writeAhead(last, end, end, config.segmentBytes());
    last.syncAll();
    disk.syncDirectory(config.directory());
    return fileBytes;
  }

  private void deleteLeftovers() throws IOException {
    for (String name : disk.list(config.directory())) {
      if (name.endsWith(".tmp")) {
        disk.delete(config.directory().resolve(name));
      }
    }
    WalCreation.deleteFolder(disk, config.temporaryDirectory());
  }

  private static WalCorruptException corrupt(WalContents contents, String problem) {
    return new WalCorruptException(
        contents.file(), contents.endOffset(), contents.lastIndex(), problem);
  }
}
