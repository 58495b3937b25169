package io.keelson.node.wal;

import static io.keelson.node.wal.WalFixture.entry;
import static io.keelson.node.wal.WalFixture.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.node.disk.SimDisk;
import io.keelson.raft.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What remains of the last, unacknowledged write is cut off; what was durable is not. */
final class WalTornTailTest {
  private static final int SECTOR = 512;
  private static final int ACKNOWLEDGED = 3;

  private final SimDisk disk = WalFixture.disk();
  private final WalConfig config = WalFixture.config(8192);
  private final Path file = WalFixture.first(config);
  private byte[] content = new byte[0];
  // End of the log with 0, 1, 2, ... of the entries in it.
  private final List<Integer> ends = new ArrayList<>();
  private int markedEnd;

  /** Three synced entries, four more in one write that was not. */
  @BeforeEach
  void writeLog() throws IOException {
    Wal wal = Wal.create(disk, config, WalFixture.METADATA);
    ends.add(end());
    for (int i = 1; i <= ACKNOWLEDGED; i++) {
      wal.append(null, List.of(entry(1, i, 300)));
      wal.sync();
      ends.add(end());
    }
    markedEnd = ends.getLast();
    byte[] mark = disk.content(config.persistedFile());
    for (int i = ACKNOWLEDGED + 1; i <= ACKNOWLEDGED + 4; i++) {
      wal.append(null, List.of(entry(1, i, 300 * (i - ACKNOWLEDGED))));
      wal.sync();
      ends.add(end());
    }
    content = disk.content(file);
    disk.replace(config.persistedFile(), mark);
    disk.stopProcess();
  }

  private int end() throws IOException {
    byte[] bytes = disk.content(file);
    int end = bytes.length;
    while (bytes[end - 1] == 0) {
      end--;
    }
    return (end + 7) / 8 * 8;
  }

  @Test
  void everyCutOfTheFileRecoversOrIsRefused() throws IOException {
    int header = ends.getFirst() - 24;
    for (int size = 0; size <= ends.getLast(); size++) {
      byte[] cut = Arrays.copyOf(content, size);
      int whole = wholeEntries(size);
      if (size >= markedEnd) {
        assertThat(recover(cut, true)).as("size %d", size).isEqualTo(entries(whole));
      } else {
        assertRefused(cut, true);
      }
      if (size >= ends.getFirst()) {
        assertThat(recover(cut, false)).as("size %d", size).isEqualTo(entries(whole));
      } else if (size < header) {
        assertRefused(cut, false);
      }
    }
  }

  @Test
  void everyZeroedTailRecoversOrIsRefused() throws IOException {
    for (int size = 0; size <= ends.getLast(); size += 4) {
      byte[] zeroed = Arrays.copyOf(Arrays.copyOf(content, size), content.length);
      if (size < markedEnd - 7) {
        assertRefused(zeroed, true);
      } else if (size >= markedEnd) {
        int whole = Arrays.equals(zeroed, content) ? ends.size() - 1 : -1;
        for (int i = 0; whole < 0; i++) {
          if (i + 1 == ends.size()
              || !Arrays.equals(content, 0, ends.get(i + 1), zeroed, 0, ends.get(i + 1))) {
            whole = i;
          }
        }
        assertThat(recover(zeroed, true)).isEqualTo(entries(whole));
      }
    }
  }

  @Test
  void everySubsetOfSectorsOfTheLastWriteCanBeLost() throws IOException {
    List<int[]> sectors = sectorsFrom(markedEnd);
    assertThat(sectors.size()).isBetween(6, 10);
    for (int lost = 0; lost < 1 << sectors.size(); lost++) {
      byte[] torn = content.clone();
      int firstLost = torn.length;
      for (int i = 0; i < sectors.size(); i++) {
        if ((lost >> i & 1) != 0) {
          int[] sector = sectors.get(i);
          Arrays.fill(torn, sector[0], sector[1], (byte) 0);
          firstLost = Math.min(firstLost, sector[0]);
        }
      }
      List<Entry> expected = entries(wholeEntries(firstLost));
      assertThat(recover(torn, true)).isEqualTo(expected);
      assertThat(recover(torn, false)).isEqualTo(expected);
    }
  }

  /** The first sector of a long write is lost: the log ends cleanly there, and more follows. */
  @Test
  void nothingOfALostWriteStaysBehindTheEnd() throws IOException {
    WalConfig large = WalFixture.config(8 << 20);
    SimDisk other = WalFixture.disk();
    Wal wal = Wal.create(other, large, WalFixture.METADATA);
    int end = (int) WalReader.read(other, large, WalSnapshot.NONE).endOffset();
    byte[] mark = other.content(large.persistedFile());
    for (int i = 1; i <= 3; i++) {
      wal.append(null, List.of(entry(1, i, 1_000_000)));
    }
    wal.close();
    byte[] torn = other.content(file);
    Arrays.fill(torn, end, SECTOR, (byte) 0);
    other.replace(file, torn);
    other.replace(large.persistedFile(), mark);
    WalRecovery recovery = Wal.open(other, large, WalSnapshot.NONE);
    assertThat(recovery.entries()).isEmpty();
    byte[] opened = other.content(file);
    assertThat(
            Arrays.mismatch(opened, end, opened.length, new byte[8 << 20], 0, opened.length - end))
        .isEqualTo(-1);
    recovery.wal().close();
  }

  @Test
  void garbageAtTheVeryEndIsCutOnlyWithAMark() throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    int start = ends.get(ends.size() - 2);
    for (int[] sector : sectorsFrom(start)) {
      byte[] torn = content.clone();
      for (int i = sector[0]; i < sector[1]; i++) {
        torn[i] = (byte) (1 + random.nextInt(255));
      }
      assertThat(recover(torn, true)).isEqualTo(entries(ends.size() - 2));
      if (sector[0] > start) {
        assertRefused(torn, false);
      }
    }
  }

  @Test
  void damageBeforeAnotherRecordIsRefused() throws IOException {
    byte[] damaged = content.clone();
    damaged[markedEnd + 100] ^= 1;
    assertRefused(damaged, true);
    assertRefused(damaged, false);
    // A length that reaches beyond the end: upstream would cut off all that follows.
    damaged = content.clone();
    damaged[markedEnd + 5] = 1;
    assertRefused(damaged, true);
    assertRefused(damaged, false);
  }

  @Test
  void keepsACopyAndSaysWhatItCut() throws IOException {
    byte[] torn = content.clone();
    int start = ends.get(ends.size() - 2);
    Arrays.fill(torn, start + SECTOR, start + 2 * SECTOR, (byte) 0);
    SimDisk damaged = damaged(torn, true);
    WalRecovery recovery = Wal.open(damaged, config, WalSnapshot.NONE);
    WalRepair repair = recovery.repair();
    assertThat(repair).isNotNull();
    assertThat(repair)
        .isEqualTo(
            new WalRepair(
                file,
                start,
                ends.getLast() - start - paddingOfLast(),
                Path.of(file + ".broken"),
                repair == null ? "" : repair.reason()));
    assertThat(damaged.content(Path.of(file + ".broken"))).isEqualTo(torn);
    recovery.wal().append(state(1, 1), List.of(entry(1, ends.size() - 1, 50)));
    recovery.wal().close();

    WalRecovery again = Wal.open(damaged, config, WalSnapshot.NONE);
    assertThat(again.repair()).isNull();
    assertThat(again.entries()).hasSize(ends.size() - 1).endsWith(entry(1, ends.size() - 1, 50));
    again.wal().close();
  }

  private int paddingOfLast() {
    int end = content.length;
    while (content[end - 1] == 0) {
      end--;
    }
    return ends.getLast() - end;
  }

  /** The shares of sectors between an offset and the end of the log. */
  private List<int[]> sectorsFrom(int offset) {
    List<int[]> sectors = new ArrayList<>();
    for (int at = offset; at < ends.getLast(); at = (at / SECTOR + 1) * SECTOR) {
      sectors.add(new int[] {at, Math.min(ends.getLast(), (at / SECTOR + 1) * SECTOR)});
    }
    return sectors;
  }

  private int wholeEntries(int size) {
    int count = 0;
    while (count + 1 < ends.size() && ends.get(count + 1) <= size) {
      count++;
    }
    return count;
  }

  private static List<Entry> entries(int count) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      entries.add(entry(1, i, i <= ACKNOWLEDGED ? 300 : 300 * (i - ACKNOWLEDGED)));
    }
    return entries;
  }

  private SimDisk damaged(byte[] bytes, boolean hasMark) throws IOException {
    SimDisk copy = disk.copy();
    copy.replace(file, bytes);
    if (!hasMark) {
      copy.replace(config.persistedFile(), new byte[0]);
    }
    return copy;
  }

  private List<Entry> recover(byte[] bytes, boolean hasMark) throws IOException {
    SimDisk copy = damaged(bytes, hasMark);
    WalRecovery first = Wal.open(copy, config, WalSnapshot.NONE);
    first.wal().close();
    byte[] once = copy.content(file);
    WalRecovery second = Wal.open(copy, config, WalSnapshot.NONE);
    second.wal().close();
    assertThat(second.repair()).isNull();
    assertThat(second.entries()).isEqualTo(first.entries());
    assertThat(copy.content(file)).isEqualTo(once);
    return first.entries();
  }

  private void assertRefused(byte[] bytes, boolean hasMark) throws IOException {
    SimDisk copy = damaged(bytes, hasMark);
    @Nullable Path damagedFile = null;
    try {
      Wal.open(copy, config, WalSnapshot.NONE);
    } catch (WalCorruptException e) {
      damagedFile = e.file();
    }
    assertThat(damagedFile).as("size %d", bytes.length).isEqualTo(file);
    assertThat(copy.content(file)).isEqualTo(bytes);
    assertThatThrownBy(() -> Wal.open(copy, config, WalSnapshot.NONE))
        .isInstanceOf(WalCorruptException.class);
  }
}
