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
    return snapshotsIn(disk, config, unbrokenSegments(disk, config.directory()));
  }

  private static List<WalSnapshot> snapshotsIn(Disk disk, WalConfig config, List<SegmentName> names)
      throws IOException {
    Path directory = config.directory();
    LogScan scan = new LogScan(disk, directory, config.recordBytesMax(), null, Retention.ALL);
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
    return openable(unbrokenSegments(disk, config.directory()), validSnapshots(disk, config));
  }

  /**
   * The last ones of {@link #openableSnapshots(Disk, WalConfig)}, at least one of them not above an
   * index; all if there is none such. Reads only as many of the last segments as that takes, so
   * that a start does not read the whole of a long log twice.
   *
   * @throws WalCorruptException if the log contradicts itself
   * @throws IOException if the disk refuses
   */
  public static List<WalSnapshot> openableSnapshots(Disk disk, WalConfig config, long indexMax)
      throws IOException {
    List<SegmentName> names = unbrokenSegments(disk, config.directory());
    // Twice as many each time: what is read again stays in proportion.
    for (int count = 1; count < names.size(); count *= 2) {
      List<SegmentName> last = names.subList(names.size() - count, names.size());
      List<WalSnapshot> found = openable(names, snapshotsIn(disk, config, last));
      if (found.stream().anyMatch(snapshot -> snapshot.index() <= indexMax)) {
        return found;
      }
    }
    return openableSnapshots(disk, config);
  }

  private static List<SegmentName> unbrokenSegments(Disk disk, Path directory) throws IOException {
    List<SegmentName> names = SegmentName.list(disk, directory);
    if (names.isEmpty()) {
      throw new WalCorruptException(directory, 0, 0, "no segments");
    }
    return names.subList(SegmentName.indexOfUnbroken(names), names.size());
  }

  private static List<WalSnapshot> openable(List<SegmentName> names, List<WalSnapshot> snapshots) {
    return snapshots.stream()
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
