package io.keelson.node.wal;

import io.keelson.node.disk.Disk;
import io.keelson.node.disk.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Pre-writes the next segment with zeros, over one that the log has given up if there is one.
 * Belongs to one background thread; shares nothing with the {@link Wal} but the folder, in which it
 * uses the names {@code 0.tmp} and {@code 1.tmp} in turn, as upstream does. At most one prepared
 * segment may wait at a time: ask for the next one after {@link Wal#needsPrepared} says so.
 */
public final class SegmentPreparer {
  private final Disk disk;
  private final WalConfig config;
  private final SpareSegments spares;
  private int prepared;

  /** For an open log; {@link Wal#open} deletes what an earlier process left. */
  public SegmentPreparer(Disk disk, WalConfig config) {
    this.disk = disk;
    this.config = config;
    this.spares = new SpareSegments(disk, config.directory());
  }

  /**
   * Writes one segment's worth of zeros and syncs after each MiB, so that the log's own syncs never
   * queue behind much. Takes as long as the disk needs for {@link WalConfig#segmentBytes}.
   *
   * @throws IOException if the disk refuses; the log then prepares its segments itself
   */
  public PreparedSegment prepare() throws IOException {
    Path path = config.directory().resolve(prepared % 2 + ".tmp");
    @Nullable DiskFile spare = spares.take(path);
    DiskFile file = spare != null ? spare : disk.create(path);
    try {
      long bytes = 0;
      while (bytes < config.segmentBytes()) {
        long next = Math.min(config.segmentBytes(), bytes + Zeros.CHUNK_BYTES);
        Zeros.write(file, bytes, next);
        file.sync();
        bytes = next;
      }
      file.truncate(bytes);
      file.syncAll();
      prepared++;
      return new PreparedSegment(path, file, bytes);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }
}
