package io.keelson.node.wal;

import static io.keelson.node.wal.WalFixture.entry;
import static io.keelson.node.wal.WalFixture.snapshot;
import static io.keelson.node.wal.WalFixture.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.node.disk.SimDisk;
import io.keelson.raft.Entry;
import io.keelson.raft.HardState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fixed life of a log that visits every path that touches the disk, with a record of what must
 * and what may be found after it was interrupted.
 */
final class WalScenario {
  static final WalConfig CONFIG = WalFixture.config(1536);

  /** The content of the log after one more record. */
  private record Version(List<Entry> entries, HardState hardState) {}

  private final List<Version> versions = new ArrayList<>();
  private int acknowledged;
  private WalSnapshot from = WalSnapshot.NONE;
  private boolean isCreated;

  WalScenario() {
    versions.add(new Version(List.of(), HardState.EMPTY));
  }

  /** Runs until the end or the first error, which is returned. */
  @Nullable IOException run(SimDisk disk) {
    try {
      Wal wal = Wal.create(disk, CONFIG, WalFixture.METADATA);
      isCreated = true;
      try {
        live(wal, disk);
      } catch (IOException e) {
        assertRefusesWork(wal);
        throw e;
      }
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  private void live(Wal wal, SimDisk disk) throws IOException {
    SegmentPreparer preparer = new SegmentPreparer(disk, CONFIG);
    append(wal, state(1, 0), entry(1, 1, 40));
    append(wal, null, entry(1, 2, 400), entry(1, 3, 0));
    sync(wal);
    append(wal, state(1, 2), entry(1, 4, 700));
    append(wal, null, entry(1, 5, 300));
    sync(wal);
    wal.rollIfDue();
    append(wal, state(2, 3), entry(2, 4, 30), entry(2, 5, 30));
    sync(wal);
    wal.saveSnapshot(snapshot(4, 2));
    sync(wal);
    offer(wal, preparer);
    append(wal, state(2, 5), entry(2, 6, 1300));
    sync(wal);
    append(wal, null, entry(2, 7, 500));
    sync(wal);
    wal.saveSnapshot(snapshot(7, 2));
    sync(wal);
    from = snapshot(7, 2);
    wal.releaseTo(7);
    offer(wal, preparer); // over a segment that was just given up
    append(wal, state(2, 7), entry(2, 8, 1600));
    sync(wal);
    append(wal, null, entry(2, 9, 10));
    append(wal, null, entry(2, 10, 10));
    wal.close();
    acknowledged = versions.size() - 1;
  }

  private static void offer(Wal wal, SegmentPreparer preparer) throws IOException {
    PreparedSegment segment;
    try {
      segment = preparer.prepare();
    } catch (IOException e) {
      // The log can do without; but in this scenario every error is the last one.
      assertThat(wal.needsPrepared()).isTrue();
      throw e;
    }
    wal.offerPrepared(segment);
  }

  private void append(Wal wal, @Nullable HardState state, Entry... entries) throws IOException {
    for (Entry entry : entries) {
      Version last = versions.getLast();
      List<Entry> next = new ArrayList<>(last.entries);
      next.removeIf(old -> old.index() >= entry.index());
      next.add(entry);
      versions.add(new Version(next, last.hardState));
    }
    if (state != null) {
      versions.add(new Version(versions.getLast().entries, state));
    }
    wal.append(state, List.of(entries));
  }

  private void sync(Wal wal) throws IOException {
    wal.sync();
    acknowledged = versions.size() - 1;
  }

  private static void assertRefusesWork(Wal wal) throws IOException {
    if (wal.isFailed()) {
      for (ThrowingCall call :
          List.<ThrowingCall>of(
              wal::sync,
              wal::rollIfDue,
              () -> wal.append(null, List.of(entry(9, 9, 9))),
              () -> wal.saveSnapshot(snapshot(9, 9)),
              () -> wal.releaseTo(1))) {
        Class<?> thrown = null;
        try {
          call.run();
        } catch (IllegalStateException e) {
          thrown = e.getClass();
        }
        assertThat(thrown).isEqualTo(IllegalStateException.class);
      }
    }
  }

  /** A call that may fail. */
  private interface ThrowingCall {
    void run() throws IOException;
  }

  /** Opens the log on a disk after a stop and checks what is there. */
  WalRecovery recover(SimDisk disk) throws IOException {
    if (!Wal.exists(disk, CONFIG.directory())) {
      assertThat(isCreated).isFalse();
      Wal.create(disk, CONFIG, WalFixture.METADATA).close();
    }
    WalRecovery first = Wal.open(disk, CONFIG, from);
    assertAllowed(first);
    assertThat(disk.list(CONFIG.directory())).noneMatch(name -> name.endsWith(".tmp"));
    assertThat(disk.list(WalFixture.MEMBER)).containsExactly("wal", "wal.persisted");
    first.wal().close();
    return first;
  }

  /** Recovers, writes to the log, and opens it once more. */
  void checkRecovery(SimDisk disk) throws IOException {
    WalRecovery first = recover(disk);
    WalRecovery second = Wal.open(disk, CONFIG, from);
    assertThat(second.repair()).isNull();
    assertThat(second.entries()).isEqualTo(first.entries());
    assertThat(second.hardState()).isEqualTo(first.hardState());
    long next = second.wal().lastIndex() + 1;
    second.wal().append(null, List.of(entry(3, next, 2000)));
    second.wal().sync();
    second.wal().append(null, List.of(entry(3, next + 1, 20)));
    second.wal().close();
    WalRecovery third = Wal.open(disk, CONFIG, from);
    int kept = second.entries().size();
    assertThat(third.entries()).hasSize(kept + 2);
    assertThat(third.entries().subList(0, kept)).isEqualTo(second.entries());
    third.wal().close();
  }

  private void assertAllowed(WalRecovery found) {
    for (int i = acknowledged; i < versions.size(); i++) {
      Version version = versions.get(i);
      List<Entry> entries =
          version.entries.stream().filter(entry -> entry.index() > from.index()).toList();
      if (entries.equals(found.entries()) && version.hardState.equals(found.hardState())) {
        return;
      }
    }
    throw new AssertionError(
        "after %d of %d records: found entries %s and %s"
            .formatted(acknowledged, versions.size() - 1, found.entries(), found.hardState()));
  }
}
