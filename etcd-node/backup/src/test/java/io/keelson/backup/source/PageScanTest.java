package io.keelson.backup.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.backup.Snapshots;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PageScanTest {
  /** From a bucket within its row to a tree of three levels, with values larger than a page. */
  @ParameterizedTest
  @CsvSource({"1, 10", "3, 100", "200, 10", "20000, 50", "40, 9000", "7, 100000"})
  void tellsTheRevisionHoweverTheBytesCome(int revisions, int valueBytes) {
    byte[] snapshot = Snapshots.of(revisions, valueBytes);
    long revision = Math.max(5, revisions + 1); // compacted at 5
    Random random = new Random(revisions);
    for (int run = 0; run < 5; run++) {
      PageScan scan = new PageScan(run % 2 == 0 ? revision : Math.max(1, revision - 3));
      int at = 0;
      while (at < snapshot.length) {
        int count = Math.min(snapshot.length - at, 1 + random.nextInt(run == 0 ? 100 : 50_000));
        scan.update(snapshot, at, count);
        at += count;
      }
      assertThat(scan.found())
          .contains(new PageScan.Found(revision, new Marks(revisions + 7L, 3, 5, "3.7.0"), true));
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3", "4"})
  void endsOnAnyBytes(long seed) {
    Random random = new Random(seed);
    byte[] snapshot = Snapshots.of(300, 200);
    for (int run = 0; run < 300; run++) {
      byte[] damaged = snapshot.clone();
      for (int i = 0; i < 20; i++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      PageScan scan = new PageScan(1);
      scan.update(damaged, 0, damaged.length);
      assertThat(scan.found()).isNotNull();
    }
  }
}
