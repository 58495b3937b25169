package io.keelson.node.wal;

import io.keelson.node.disk.Disk;
import io.keelson.node.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The persisted-up-to mark: a note outside of the log of how far it has been durable.
 *
 * <p>Each write goes to the other one of two slots, each within one sector, so one whole slot is
 * always there. It is written after a sync of the log has returned, without a sync of its own: it
 * may be behind, never ahead. {@link #sync} is called where syncs are rare anyway (a new segment, a
 * clean close).
 */
final class PersistedMark implements AutoCloseable {
  private static final int MAGIC = 0x4b57414c;
  private static final int SLOT_BYTES = 4 + 6 * 8 + 4;
  private static final int SLOT_DISTANCE = 4096;

  /**
   * What a slot says.
   *
   * @param sequence ascending by one with each write
   * @param metadata whose log it speaks of
   * @param lastIndex last durable entry, for people
   * @param segmentSequence the last segment
   * @param offset up to where it was durable, in bytes
   */
  record Claim(
      long sequence, WalMetadata metadata, long lastIndex, long segmentSequence, long offset) {}

  private final DiskFile file;
  private final WalMetadata metadata;
  private final ByteBuffer slot = ByteBuffer.allocate(SLOT_BYTES);
  private final CRC32C crc = new CRC32C();
  private long sequence;

  private PersistedMark(DiskFile file, WalMetadata metadata, long sequence) {
    this.file = file;
    this.metadata = metadata;
    this.sequence = sequence;
  }

  /** The newest claim in a file, null if there is no file or no whole slot. */
  static @Nullable Claim read(Disk disk, Path path) throws IOException {
    if (!disk.exists(path)) {
      return null;
    }
    try (DiskFile file = disk.openReadOnly(path)) {
      Claim first = readSlot(file, 0);
      Claim second = readSlot(file, SLOT_DISTANCE);
      if (first == null || second == null) {
        return first == null ? second : first;
      }
      return first.sequence > second.sequence ? first : second;
    }
  }

  private static @Nullable Claim readSlot(DiskFile file, long position) throws IOException {
    ByteBuffer slot = ByteBuffer.allocate(SLOT_BYTES);
    if (file.read(slot, position) < SLOT_BYTES || slot.flip().getInt() != MAGIC) {
      return null;
    }
    CRC32C crc = new CRC32C();
    crc.update(slot.array(), 0, SLOT_BYTES - 4);
    if (slot.getInt(SLOT_BYTES - 4) != (int) crc.getValue()) {
      return null;
    }
    long sequence = slot.getLong();
    long clusterId = slot.getLong();
    WalMetadata metadata = new WalMetadata(slot.getLong(), clusterId);
    return new Claim(sequence, metadata, slot.getLong(), slot.getLong(), slot.getLong());
  }

  /** Opens or creates the file and makes a first claim durable, over whatever it says so far. */
  static PersistedMark open(
      Disk disk, Path path, WalMetadata metadata, long lastIndex, SegmentWriter tail)
      throws IOException {
    Claim previous = read(disk, path);
    DiskFile file = previous == null ? disk.create(path) : disk.openReadWrite(path);
    PersistedMark mark =
        new PersistedMark(file, metadata, previous == null ? 0 : previous.sequence);
    try {
      mark.write(lastIndex, tail);
      mark.sync();
      if (previous == null) {
        disk.syncDirectory(folderOf(path));
      }
      return mark;
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /** The folder that a file is in. */
  static Path folderOf(Path file) {
    Path parent = file.getParent();
    return parent == null ? Path.of(".") : parent;
  }

  /** Claims all that was written to a segment, which must have been synced. */
  void write(long lastIndex, SegmentWriter tail) throws IOException {
    sequence++;
    slot.clear();
    slot.putInt(MAGIC).putLong(sequence).putLong(metadata.clusterId());
    slot.putLong(metadata.nodeId()).putLong(lastIndex);
    slot.putLong(tail.name().sequence()).putLong(tail.position());
    crc.reset();
    crc.update(slot.array(), 0, SLOT_BYTES - 4);
    slot.putInt((int) crc.getValue()).flip();
    file.write(slot, (sequence & 1) * SLOT_DISTANCE);
  }

  void sync() throws IOException {
    file.sync();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
