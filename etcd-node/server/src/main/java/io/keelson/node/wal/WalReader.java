package io.keelson.node.wal;

import io.keelson.node.disk.Disk;
import io.keelson.node.disk.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads a log and changes nothing; for tools, tests and the choice of a snapshot before {@link
 * Wal#open}. Any thread; but in a process that has the log open, reading its last segment gives up
 * the lock on that segment (see {@link Disk#lock}).
 */
public final class WalReader {
  private WalReader() {}

  /**
   * All records after a snapshot. A tail that upstream would cut off ends the reading ({@link
   * WalContents#damage}).
   *
   * @throws WalCorruptException if the log contradicts itself, no segment reaches back to the
   *     snapshot or its record is missing
   * @throws IOException if the disk refuses
   */
  public static WalContents read(Disk disk, WalConfig config, WalSnapshot from) throws IOException {
    LogScan scan =
        new LogScan(disk, config.directory(), config.recordBytesMax(), from, Retention.ALL);
    run(disk, config.directory(), segmentsFrom(disk, config.directory(), from), scan);
    WalContents contents = scan.contents();
    Damage damage = scan.damage();
    if (damage != null && damage.kind() == Damage.Kind.BAD) {
      throw new WalCorruptException(
          contents.file(), damage.offset(), contents.lastIndex(), damage.problem());
    }
    return contents;
  }

  /**
   * The snapshot records in all segments whose index is committed, in the order written: what the
   * log can be opened from, provided the snapshot itself is there. Ends at the first bad record of
   * the last segment; {@link Wal#open} knows what to make of it.
   *
   * @throws WalCorruptException if the log contradicts itself
   * @throws IOException if the disk refuses
   */
  public static List<WalSnapshot> validSnapshots(Disk disk, WalConfig config) throws IOException {
    Path directory = config.directory();
    LogScan scan = new LogScan(disk, directory, config.recordBytesMax(), null, Retention.ALL);
    List<SegmentName> names = SegmentName.list(disk, directory);
    if (names.isEmpty()) {
      throw new WalCorruptException(directory, 0, 0, "no segments");
    }
    names = names.subList(SegmentName.indexOfUnbroken(names), names.size());
    run(disk, directory, names, scan);
    return scan.contents().snapshots();
  }

  /**
   * Those of {@link #validSnapshots} that a segment reaches back to: older segments may be gone
   * although the record of a snapshot before their end is still there.
   *
   * @throws WalCorruptException if the log contradicts itself
   * @throws IOException if the disk refuses
   */
  public static List<WalSnapshot> openableSnapshots(Disk disk, WalConfig config)
      throws IOException {
    List<SegmentName> all = SegmentName.list(disk, config.directory());
    List<WalSnapshot> valid = validSnapshots(disk, config);
    List<SegmentName> names = all.subList(SegmentName.indexOfUnbroken(all), all.size());
    return valid.stream()
        .filter(snapshot -> SegmentName.indexOfStart(names, snapshot.index()) >= 0)
        .toList();
  }

  /** The segments to read so that nothing after a snapshot is missed. */
  static List<SegmentName> segmentsFrom(Disk disk, Path directory, WalSnapshot from)
      throws IOException {
    List<SegmentName> names = SegmentName.list(disk, directory);
    int start = SegmentName.indexOfStart(names, from.index());
    if (start < 0) {
      throw new WalCorruptException(
          directory, 0, 0, "no segment reaches back to index " + from.index());
    }
    return names.subList(start, names.size());
  }

  private static void run(Disk disk, Path directory, List<SegmentName> names, LogScan scan)
      throws IOException {
    try (DiskFile last = disk.openReadOnly(names.getLast().in(directory))) {
      scan.run(names, last);
    }
  }
}
