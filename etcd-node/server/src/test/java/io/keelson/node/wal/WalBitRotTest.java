package io.keelson.node.wal;

import static io.keelson.node.wal.WalFixture.entry;
import static io.keelson.node.wal.WalFixture.snapshot;
import static io.keelson.node.wal.WalFixture.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.node.disk.SimDisk;
import io.keelson.raft.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every single wrong bit and every misplaced sector is noticed; none is read as data. */
final class WalBitRotTest {
  @Test
  void everyFlippedBitOfADurableLogIsRefused() throws IOException {
    SimDisk disk = WalFixture.disk();
    WalConfig config = WalFixture.config(1024);
    writeEverything(disk, config);
    List<SegmentName> names = SegmentName.list(disk, config.directory());
    assertThat(names).hasSizeBetween(2, 3);
    for (SegmentName name : names) {
      Path file = name.in(config.directory());
      byte[] content = disk.content(file);
      long end =
          name.equals(names.getLast())
              ? WalReader.read(disk, config, WalSnapshot.NONE).endOffset()
              : content.length;
      for (int bit = 0; bit < end * 8; bit++) {
        content[bit / 8] ^= (byte) (1 << bit % 8);
        disk.replace(file, content);
        assertThatThrownBy(() -> Wal.open(disk, config, WalSnapshot.NONE))
            .as("%s bit %d", name, bit)
            .isInstanceOf(WalCorruptException.class)
            .hasMessageContaining("at offset");
        content[bit / 8] ^= (byte) (1 << bit % 8);
      }
      disk.replace(file, content);
    }
    Wal.open(disk, config, WalSnapshot.NONE).wal().close();
  }

  @Test
  void everyFlippedBitWithoutAMarkIsRefusedOrCutAtTheEnd() throws IOException {
    SimDisk disk = WalFixture.disk();
    WalConfig config = WalFixture.config(1 << 16);
    writeEverything(disk, config);
    disk.delete(config.persistedFile());
    WalContents whole = WalReader.read(disk, config, WalSnapshot.NONE);
    Path file = whole.file();
    byte[] content = disk.content(file);
    int accepted = 0;
    for (int bit = 0; bit < (whole.endOffset() + 64) * 8; bit++) {
      SimDisk copy = disk.copy();
      content[bit / 8] ^= (byte) (1 << bit % 8);
      copy.replace(file, content);
      content[bit / 8] ^= (byte) (1 << bit % 8);
      List<Entry> found;
      try {
        found = Wal.open(copy, config, WalSnapshot.NONE).entries();
      } catch (WalCorruptException e) {
        continue;
      }
      accepted++;
      // Without a mark a damaged length at the very end passes for a torn write, as upstream.
      assertThat(whole.entries()).as("bit %d", bit).startsWith(found.toArray(new Entry[0]));
      assertThat(found).as("bit %d", bit).hasSizeGreaterThanOrEqualTo(whole.entries().size() - 1);
    }
    assertThat(accepted).isPositive();
  }

  @Test
  void misplacedAndLostSectorsAreNoticed() throws IOException {
    SimDisk disk = WalFixture.disk();
    WalConfig config = WalFixture.write(disk, 40, 100);
    WalContents whole = WalReader.read(disk, config, WalSnapshot.NONE);
    Path file = whole.file();
    byte[] content = disk.content(file);
    int sectors = (int) (whole.endOffset() / 512);
    for (int from = 0; from <= sectors; from++) {
      // From one beyond the end: a sector that was never written.
      for (int to = 0; to < sectors; to++) {
        int source = from == sectors ? (sectors + 2) * 512 : from * 512;
        if (source == to * 512) {
          continue;
        }
        byte[] wrong = content.clone();
        System.arraycopy(content, source, wrong, to * 512, 512);
        disk.replace(file, wrong);
        assertThatThrownBy(() -> Wal.open(disk, config, WalSnapshot.NONE))
            .isInstanceOf(WalCorruptException.class);
      }
    }
  }

  @Test
  void lostSegmentsAreNoticed() throws IOException {
    SimDisk disk = WalFixture.disk();
    WalConfig config = WalFixture.config(1024);
    writeEverything(disk, config);
    SegmentName last = SegmentName.list(disk, config.directory()).getLast();
    disk.delete(last.in(config.directory()));
    assertThatThrownBy(() -> Wal.open(disk, config, WalSnapshot.NONE))
        .isInstanceOf(WalCorruptException.class)
        .hasMessageContaining("missing")
        .hasMessageContaining("wal.persisted");
  }

  @Test
  void namesFileOffsetAndChecksums() throws IOException {
    SimDisk disk = WalFixture.disk();
    WalConfig config = WalFixture.write(disk, 3, 100);
    Path file = WalFixture.first(config);
    byte[] content = disk.content(file);
    content[0x50 + 40] ^= 1;
    disk.replace(file, content);
    assertThatThrownBy(() -> Wal.open(disk, config, WalSnapshot.NONE))
        .isInstanceOf(WalCorruptException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("at offset 80")
        .hasMessageMatching(".*expected [0-9a-f]{8}, computed [0-9a-f]{8}.*");
  }

  private static void writeEverything(SimDisk disk, WalConfig config) throws IOException {
    Wal wal = Wal.create(disk, config, WalFixture.METADATA);
    for (int i = 1; i <= 12; i++) {
      wal.append(state(i == 1 ? 1 : 2, i), List.of(entry(i == 1 ? 1 : 2, i, i % 3 * 40)));
      wal.sync();
    }
    wal.saveSnapshot(snapshot(12, 2));
    wal.append(null, List.of(entry(2, 13, 0)));
    wal.append(state(2, 13), List.of());
    wal.close();
  }
}
