package io.keelson.node.wal;

import io.keelson.node.disk.Disk;
import io.keelson.node.disk.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Segments that are not needed any more and wait, under temporary names, to become zeros again.
 * Their blocks exist and their pages are in the system's memory: to write zeros over them costs a
 * fraction of what a new file does.
 *
 * <p>The log keeps, {@link SegmentPreparer} takes, each on a thread of its own: they meet only in
 * the folder. {@link Wal#open} deletes what a killed process left.
 */
final class SpareSegments {
  /** Two often become free at once, when the store has been flushed. */
  private static final int COUNT_MAX = 2;

  private static final String SUFFIX = ".spare.tmp";

  private final Disk disk;
  private final Path directory;

  SpareSegments(Disk disk, Path directory) {
    this.disk = disk;
    this.directory = directory;
  }

  /** Takes a segment out of the log, for later use unless enough wait; durably. */
  void retire(SegmentName segment) throws IOException {
    Path path = segment.in(directory);
    if (waiting().size() < COUNT_MAX) {
      disk.rename(path, directory.resolve(segment + SUFFIX));
    } else {
      disk.delete(path);
    }
    disk.syncDirectory(directory);
  }

  /**
   * Gives one another name and opens it; null if there is none. Its content is the old one. The
   * name is durable: had the file its segment's name again after a crash, what is written to it now
   * would be taken for damage.
   */
  @Nullable DiskFile take(Path newName) throws IOException {
    List<String> names = waiting();
    if (names.isEmpty()) {
      return null;
    }
    disk.rename(directory.resolve(names.getFirst()), newName);
    disk.syncDirectory(directory);
    return disk.openReadWrite(newName);
  }

  /** Deletes those that wait. */
  void deleteAll() throws IOException {
    for (String name : waiting()) {
      disk.delete(directory.resolve(name));
    }
  }

  private List<String> waiting() throws IOException {
    return disk.list(directory).stream().filter(name -> name.endsWith(SUFFIX)).toList();
  }
}
