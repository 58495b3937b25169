package io.keelson.node.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.node.disk.DiskFile;
import io.keelson.node.disk.SimDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SpareSegmentsTest {
  private static final SegmentName SEGMENT = new SegmentName(3, 40);
  private static final Path FOLDER = WalFixture.MEMBER;
  private static final byte[] RECORDS = {1, 2, 3, 4};

  /**
   * The log's thread may have renamed a segment and not synced the folder yet when the other thread
   * takes it. Whatever the machine keeps when it stops then: under the segment's name there is
   * nothing, or what was there.
   */
  @Test
  void aSegmentNeverComesBackWithZerosInIt() throws IOException {
    for (int seed = 0; seed < 200; seed++) {
      SimDisk disk = diskWithSegment();
      disk.rename(SEGMENT.in(FOLDER), FOLDER.resolve(SEGMENT + ".spare.tmp"));
      SpareSegments spares = new SpareSegments(disk, FOLDER);
      DiskFile taken = spares.take(FOLDER.resolve("0.tmp"));
      assertThat(taken).isNotNull();
      taken.write(ByteBuffer.wrap(new byte[RECORDS.length]), 0);
      taken.sync();
      disk.crash(new SplittableRandom(seed));
      Path segment = SEGMENT.in(FOLDER);
      if (disk.exists(segment)) {
        assertThat(disk.content(segment)).as("seed %d", seed).isEqualTo(RECORDS);
      }
    }
  }

  private static SimDisk diskWithSegment() throws IOException {
    SimDisk disk = WalFixture.disk();
    try (DiskFile file = disk.create(SEGMENT.in(FOLDER))) {
      file.write(ByteBuffer.wrap(RECORDS), 0);
      file.syncAll();
    }
    disk.syncDirectory(FOLDER);
    return disk;
  }
}
