package io.keelson.node.wal;

import static io.keelson.node.wal.WalFixture.entry;
import static io.keelson.node.wal.WalFixture.snapshot;
import static io.keelson.node.wal.WalFixture.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.node.disk.DiskLockedException;
import io.keelson.node.disk.SimDisk;
import io.keelson.raft.Entry;
import io.keelson.raft.HardState;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Appending, rolling, releasing and opening without faults. */
final class WalTest {
  private final SimDisk disk = WalFixture.disk();
  private final WalConfig config = WalFixture.config(2048);
  private final Path folder = config.directory();

  @Test
  void createsOnce() throws IOException {
    assertThat(Wal.exists(disk, folder)).isFalse();
    disk.createDirectories(config.temporaryDirectory());
    disk.create(config.temporaryDirectory().resolve("rest")).close();
    Wal.create(disk, config, WalFixture.METADATA).close();
    assertThat(Wal.exists(disk, folder)).isTrue();
    assertThat(disk.list(WalFixture.MEMBER)).containsExactly("wal", "wal.persisted");
    assertThatThrownBy(() -> Wal.create(disk, config, WalFixture.METADATA))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void returnsWhatWasAppended() throws IOException {
    Wal wal = Wal.create(disk, config, WalFixture.METADATA);
    wal.append(state(1, 0), List.of(entry(1, 1, 10), entry(1, 2, 0)));
    assertThat(wal.lastIndex()).isEqualTo(2);
    assertThat(wal.durableIndex()).isZero();
    assertThat(wal.sync()).isEqualTo(2);
    wal.append(state(1, 2), List.of(entry(1, 3, 300)));
    wal.append(HardState.EMPTY, List.of());
    wal.append(null, List.of(entry(2, 2, 7)));
    assertThat(wal.lastIndex()).isEqualTo(2);
    wal.close();

    WalRecovery recovery = Wal.open(disk, config, WalSnapshot.NONE);
    assertThat(recovery.metadata()).isEqualTo(WalFixture.METADATA);
    assertThat(recovery.hardState()).isEqualTo(state(1, 2));
    assertThat(recovery.entries()).containsExactly(entry(1, 1, 10), entry(2, 2, 7));
    assertThat(recovery.repair()).isNull();
    assertThat(recovery.hadMark()).isTrue();
    assertThat(recovery.wal().lastIndex()).isEqualTo(2);
    assertThat(recovery.wal().durableIndex()).isEqualTo(2);
    recovery.wal().close();
  }

  @Test
  void syncsOncePerGroupAndNotWithoutNeed() throws IOException {
    Wal wal = Wal.create(disk, WalFixture.config(1 << 16), WalFixture.METADATA);
    long writes = disk.count(SimDisk.Operation.WRITE);
    long syncs = disk.count(SimDisk.Operation.SYNC);
    for (int i = 1; i <= 100; i++) {
      wal.append(null, List.of(entry(1, i, 100)));
    }
    wal.sync();
    wal.sync();
    assertThat(disk.count(SimDisk.Operation.SYNC) - syncs).isEqualTo(1);
    // One for the records, one for the mark.
    assertThat(disk.count(SimDisk.Operation.WRITE) - writes).isEqualTo(2);
    wal.close();
  }

  @Test
  void rollsAndReadsAcrossSegments() throws IOException {
    List<Entry> entries = new ArrayList<>();
    Wal wal = Wal.create(disk, config, WalFixture.METADATA);
    for (int i = 1; i <= 40; i++) {
      entries.add(entry(1, i, 200));
      wal.append(state(1, i), entries.subList(i - 1, i));
      wal.sync();
      if (i % 7 == 0) {
        wal.close();
        wal = Wal.open(disk, config, WalSnapshot.NONE).wal();
      }
    }
    wal.close();
    List<SegmentName> names = SegmentName.list(disk, folder);
    assertThat(names).hasSizeGreaterThan(4);
    assertThat(names.get(1)).isEqualTo(new SegmentName(1, 9));
    for (SegmentName name : names.subList(0, names.size() - 1)) {
      assertThat(disk.size(name.in(folder))).isBetween(2048L, 2048L + 300);
    }
    WalContents contents = WalReader.read(disk, config, WalSnapshot.NONE);
    assertThat(contents.entries()).isEqualTo(entries);
    assertThat(contents.hardState()).isEqualTo(state(1, 40));
  }

  @Test
  void opensFromASnapshotAndReleasesBefore() throws IOException {
    Wal wal = Wal.create(disk, config, WalFixture.METADATA);
    for (int i = 1; i <= 40; i++) {
      wal.append(state(1, i), List.of(entry(1, i, 200)));
      wal.sync();
      if (i % 10 == 0) {
        wal.saveSnapshot(snapshot(i, 1));
        wal.sync();
      }
    }
    wal.saveSnapshot(snapshot(90, 1));
    wal.sync();
    List<SegmentName> before = SegmentName.list(disk, folder);
    assertThat(WalReader.validSnapshots(disk, config).getLast()).isEqualTo(snapshot(40, 1));
    assertThat(wal.releaseTo(30)).isNotEmpty();
    List<SegmentName> after = SegmentName.list(disk, folder);
    assertThat(before).endsWith(after.toArray(new SegmentName[0]));
    assertThat(after.get(0).firstIndex()).isLessThanOrEqualTo(30);
    assertThat(after.get(1).firstIndex()).isGreaterThan(30);
    assertThat(wal.releaseTo(30)).isEmpty();
    wal.close();

    assertThatThrownBy(() -> Wal.open(disk, config, snapshot(20, 1)))
        .isInstanceOf(WalCorruptException.class)
        .hasMessageContaining("no segment reaches back to index 20");
    assertThatThrownBy(() -> Wal.open(disk, config, snapshot(35, 1)))
        .isInstanceOf(WalCorruptException.class)
        .hasMessageContaining("no snapshot record");
    assertThatThrownBy(() -> Wal.open(disk, config, snapshot(30, 2)))
        .isInstanceOf(WalCorruptException.class)
        .hasMessageContaining("of term 1");
    WalRecovery recovery = Wal.open(disk, config, snapshot(30, 1));
    assertThat(recovery.entries()).hasSize(10).startsWith(entry(1, 31, 200));
    recovery.wal().releaseTo(1000);
    assertThat(SegmentName.list(disk, folder)).hasSize(1);
    recovery.wal().close();
  }

  /** What a start chooses from must not depend on how much of the log it looked at. */
  @Test
  void findsTheNewestSnapshotUpToAnIndexInTheLastSegments() throws IOException {
    Wal wal = Wal.create(disk, config, WalFixture.METADATA);
    for (int i = 1; i <= 100; i++) {
      wal.append(state(1, i), List.of(entry(1, i, 200)));
      if (i % 7 == 0) {
        wal.saveSnapshot(snapshot(i - 5, 1));
      }
      wal.sync();
    }
    wal.releaseTo(20);
    wal.close();
    List<WalSnapshot> all = WalReader.openableSnapshots(disk, config);
    assertThat(all).hasSizeGreaterThan(8);
    for (int max = 0; max <= 110; max++) {
      List<WalSnapshot> found = WalReader.openableSnapshots(disk, config, max);
      assertThat(all).endsWith(found.toArray(new WalSnapshot[0]));
      int bound = max;
      List<WalSnapshot> reached = all.stream().filter(one -> one.index() <= bound).toList();
      if (reached.isEmpty()) {
        assertThat(found).isEqualTo(all);
      } else {
        assertThat(found).contains(reached.getLast());
      }
    }
    long readsOfAll = disk.count(SimDisk.Operation.READ);
    WalReader.openableSnapshots(disk, config);
    long readsOfLast = disk.count(SimDisk.Operation.READ);
    WalReader.openableSnapshots(disk, config, 95);
    assertThat(disk.count(SimDisk.Operation.READ) - readsOfLast)
        .isLessThan((readsOfLast - readsOfAll) / 2);
  }

  @Test
  void usesPreparedSegmentsAndLeavesNoneBehind() throws IOException {
    Wal wal = Wal.create(disk, config, WalFixture.METADATA);
    SegmentPreparer preparer = new SegmentPreparer(disk, config);
    for (int i = 1; i <= 40; i++) {
      if (wal.needsPrepared()) {
        PreparedSegment prepared = preparer.prepare();
        assertThat(disk.content(prepared.path())).hasSize(2048).containsOnly(0);
        wal.offerPrepared(prepared);
      }
      wal.append(state(1, i), List.of(entry(1, i, 200)));
      wal.sync();
      wal.rollIfDue();
    }
    wal.close();
    assertThat(disk.calls()).noneMatch(call -> call.path().endsWith("2.tmp"));
    assertThat(disk.list(folder)).allMatch(name -> name.endsWith(".wal"));
    assertThat(WalReader.read(disk, config, WalSnapshot.NONE).entries()).hasSize(40);
  }

  @Test
  void segmentsThatAreGivenUpBecomeZerosAgain() throws IOException {
    Wal wal = Wal.create(disk, config, WalFixture.METADATA);
    SegmentPreparer preparer = new SegmentPreparer(disk, config);
    for (int i = 1; i <= 120; i++) {
      if (i > 40 && wal.needsPrepared()) {
        PreparedSegment prepared = preparer.prepare();
        assertThat(disk.content(prepared.path())).hasSize(2048).containsOnly(0);
        wal.offerPrepared(prepared);
      }
      wal.append(state(1, i), List.of(entry(1, i, 200)));
      wal.saveSnapshot(snapshot(i, 1));
      wal.sync();
      if (i % 40 == 0) {
        List<String> before = disk.list(folder);
        List<String> removed = wal.releaseTo(i);
        assertThat(removed).hasSizeGreaterThan(2);
        assertThat(before).containsAll(removed);
        assertThat(disk.list(folder))
            .doesNotContainAnyElementsOf(removed)
            .filteredOn(name -> name.endsWith(".spare.tmp"))
            .hasSize(2);
      }
      wal.rollIfDue();
    }
    assertThat(disk.calls())
        .filteredOn(call -> call.operation() == SimDisk.Operation.OPEN)
        .filteredOn(call -> call.path().toString().endsWith(".tmp"))
        .hasSizeGreaterThan(1);
    wal.close();
    assertThat(disk.list(folder)).allMatch(name -> name.endsWith(".wal"));
    assertThat(WalReader.read(disk, config, snapshot(120, 1)).entries()).isEmpty();
  }

  @Test
  void refusesASecondPreparedSegment() throws IOException {
    Wal wal = Wal.create(disk, config, WalFixture.METADATA);
    SegmentPreparer preparer = new SegmentPreparer(disk, config);
    wal.offerPrepared(preparer.prepare());
    PreparedSegment second = preparer.prepare();
    assertThatThrownBy(() -> wal.offerPrepared(second)).isInstanceOf(IllegalStateException.class);
    wal.close();
  }

  @Test
  void onlyZerosFollowTheEnd() throws IOException {
    WalConfig large = WalFixture.config(8 << 20);
    Wal wal = Wal.create(disk, large, WalFixture.METADATA);
    List<Entry> entries = new ArrayList<>();
    for (int i = 1; i <= 300; i++) {
      entries.add(entry(1, i, 10_000));
      wal.append(null, entries.subList(i - 1, i));
      if (i % 50 == 0) {
        wal.sync();
        byte[] content = disk.content(WalFixture.first(large));
        assertThat(content.length).isLessThanOrEqualTo((i + 150) * 10_100);
        int end = content.length;
        while (content[end - 1] == 0) {
          end--;
        }
        assertThat(end).isBetween(i * 10_000, i * 10_100);
      }
    }
    wal.close();
    assertThat(WalReader.read(disk, large, WalSnapshot.NONE).entries()).isEqualTo(entries);
  }

  @Test
  void boundsTheBufferAndTheRecord() throws IOException {
    WalConfig large = WalFixture.config(64 << 20);
    Wal wal = Wal.create(disk, large, WalFixture.METADATA);
    List<Entry> entries = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      entries.add(entry(1, i, 1_000_000));
    }
    wal.append(null, entries);
    assertThat(wal.durableIndex()).isZero();
    assertThat(wal.sync()).isEqualTo(20);
    assertThatThrownBy(() -> wal.append(null, List.of(entry(1, 21, 1 << 20))))
        .isInstanceOf(IllegalArgumentException.class);
    wal.close();
    assertThat(WalReader.read(disk, large, WalSnapshot.NONE).entries()).isEqualTo(entries);
  }

  @Test
  void holdsTheLockWhileOpen() throws IOException {
    Wal wal = Wal.create(disk, config, WalFixture.METADATA);
    assertThatThrownBy(() -> Wal.open(disk, config, WalSnapshot.NONE))
        .isInstanceOf(DiskLockedException.class);
    for (int i = 1; i <= 12; i++) {
      wal.append(null, List.of(entry(1, i, 200)));
      wal.sync();
    }
    assertThatThrownBy(() -> Wal.open(disk, config, WalSnapshot.NONE))
        .isInstanceOf(DiskLockedException.class);
    wal.close();
    Wal.open(disk, config, WalSnapshot.NONE).wal().close();
  }

  @Test
  void isUnusableAfterClose() throws IOException {
    Wal wal = Wal.create(disk, config, WalFixture.METADATA);
    wal.close();
    assertThatThrownBy(wal::sync).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> wal.append(null, List.of())).isInstanceOf(IllegalStateException.class);
    wal.close();
  }

  @Test
  void refusesGapsInEntriesAndSegments() throws IOException {
    Wal wal = Wal.create(disk, config, WalFixture.METADATA);
    wal.append(null, List.of(entry(1, 1, 10), entry(1, 3, 10)));
    wal.close();
    assertThatThrownBy(() -> Wal.open(disk, config, WalSnapshot.NONE))
        .isInstanceOf(WalCorruptException.class)
        .hasMessageContaining("entry 3 follows 1");

    SimDisk other = WalFixture.disk();
    Wal second = Wal.create(other, config, WalFixture.METADATA);
    for (int i = 1; i <= 40; i++) {
      second.append(null, List.of(entry(1, i, 200)));
      second.sync();
    }
    second.close();
    other.delete(SegmentName.list(other, folder).get(2).in(folder));
    assertThatThrownBy(() -> Wal.open(other, config, WalSnapshot.NONE))
        .isInstanceOf(WalCorruptException.class)
        .hasMessageContaining("no segment follows");
  }

  @Test
  void ignoresTheMarkOfAnotherLog() throws IOException {
    Wal.create(disk, config, new WalMetadata(5, 6)).close();
    byte[] foreign = disk.content(config.persistedFile());
    SimDisk other = WalFixture.disk();
    Wal.create(other, config, WalFixture.METADATA).close();
    other.replace(config.persistedFile(), foreign);
    WalRecovery recovery = Wal.open(other, config, WalSnapshot.NONE);
    assertThat(recovery.hadMark()).isFalse();
    recovery.wal().close();
    assertThat(Wal.open(other, config, WalSnapshot.NONE).hadMark()).isTrue();
  }
}
