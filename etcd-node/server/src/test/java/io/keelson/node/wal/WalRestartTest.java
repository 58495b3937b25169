package io.keelson.node.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.node.disk.SimDisk;
import io.keelson.raft.Entry;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A log that begins anew after a state machine that came from the leader. */
final class WalRestartTest {
  private static final WalSnapshot RECEIVED = WalFixture.snapshot(50, 3);

  private final SimDisk disk = WalFixture.disk();

  private static List<Entry> entries(long term, int from, int to) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(index -> WalFixture.entry(term, index, 40))
        .toList();
  }

  private WalContents read(WalConfig config, WalSnapshot from) throws IOException {
    return WalReader.read(disk, config, from);
  }

  @Test
  void goesOnAfterTheSnapshot() throws IOException {
    WalConfig config = WalFixture.write(disk, 10, 40);
    Wal wal = Wal.open(disk, config, WalSnapshot.NONE).wal();
    wal.restartFrom(RECEIVED, WalFixture.state(3, 50));
    assertThat(wal.lastIndex()).isEqualTo(50);
    wal.append(WalFixture.state(3, 52), entries(3, 51, 53));
    wal.close();

    WalRecovery again = Wal.open(disk, config, RECEIVED);
    assertThat(again.base()).isEqualTo(RECEIVED);
    assertThat(again.entries()).isEqualTo(entries(3, 51, 53));
    assertThat(again.wal().lastIndex()).isEqualTo(53);
    again.wal().close();
    // From before, the base tells that the entries in between are missing.
    assertThat(read(config, WalSnapshot.NONE).base()).isEqualTo(RECEIVED);
    assertThat(read(config, WalSnapshot.NONE).entries()).isEqualTo(entries(3, 51, 53));
    assertThat(WalReader.validSnapshots(disk, config)).contains(RECEIVED);
  }

  @Test
  void forgetsAnotherLeadersEntriesBehindTheSnapshot() throws IOException {
    WalConfig config = WalFixture.config(1 << 16);
    Wal wal = Wal.create(disk, config, WalFixture.METADATA);
    wal.append(WalFixture.state(1, 5), entries(1, 1, 60));
    wal.restartFrom(RECEIVED, WalFixture.state(3, 50));
    wal.close();
    WalContents contents = read(config, RECEIVED);
    assertThat(contents.entries()).isEmpty();
    assertThat(contents.lastIndex()).isEqualTo(50);

    wal = Wal.open(disk, config, RECEIVED).wal();
    wal.append(WalFixture.state(3, 51), entries(3, 51, 51));
    // The store's own record at the very same index does not begin anything anew.
    wal.saveSnapshot(RECEIVED);
    wal.append(WalFixture.state(4, 51), List.of());
    wal.close();
    assertThat(read(config, RECEIVED).entries()).isEqualTo(entries(3, 51, 51));
  }

  @Test
  void aRecordOfTheLogsOwnStateChangesNothing() throws IOException {
    WalConfig config = WalFixture.config(1 << 16);
    Wal wal = Wal.create(disk, config, WalFixture.METADATA);
    wal.append(WalFixture.state(3, 60), entries(3, 1, 60));
    wal.saveSnapshot(RECEIVED);
    wal.append(WalFixture.state(4, 60), List.of());
    wal.close();
    assertThat(read(config, RECEIVED).entries()).isEqualTo(entries(3, 51, 60));
    assertThat(read(config, WalSnapshot.NONE).entries()).hasSize(60);
  }

  @Test
  void aRecordWithoutItsHardStateDoesNotCount() throws IOException {
    WalConfig config = WalFixture.write(disk, 10, 40);
    Wal wal = Wal.open(disk, config, WalSnapshot.NONE).wal();
    wal.saveSnapshot(RECEIVED);
    wal.close();
    WalRecovery again = Wal.open(disk, config, WalSnapshot.NONE);
    assertThat(again.entries()).hasSize(10);
    assertThat(again.wal().lastIndex()).isEqualTo(10);
    // The log goes on as if it had never been received, and passes its index.
    again.wal().append(WalFixture.state(3, 60), entries(3, 11, 60));
    again.wal().close();
    assertThat(read(config, WalSnapshot.NONE).entries()).hasSize(60);
    assertThat(read(config, RECEIVED).entries()).isEqualTo(entries(3, 51, 60));
  }

  @Test
  void isOneOrTheOtherAfterAStop() throws IOException {
    int old = 0;
    int restarted = 0;
    for (int call = 1; call < 20; call++) {
      for (int seed = 0; seed < 20; seed++) {
        SimDisk sim = WalFixture.disk();
        WalConfig config = WalFixture.write(sim, 10, 700);
        boolean isDurable = false;
        Wal wal = Wal.open(sim, config, WalSnapshot.NONE).wal();
        sim.failAtCall(call, SimDisk.Fault.STOP);
        try {
          wal.restartFrom(RECEIVED, WalFixture.state(3, 50));
          wal.append(null, entries(3, 51, 55));
          wal.sync();
          isDurable = true;
          wal.rollIfDue();
        } catch (IOException e) {
          // The machine has stopped.
        }
        sim.crash(new SplittableRandom(call * 1000L + seed));
        WalRecovery recovery = Wal.open(sim, config, WalSnapshot.NONE);
        if (recovery.base().equals(RECEIVED)) {
          restarted++;
          assertThat(recovery.hardState().commit()).isEqualTo(50);
          assertThat(recovery.entries()).hasSizeLessThanOrEqualTo(5);
        } else {
          old++;
          assertThat(isDurable).isFalse();
          assertThat(recovery.entries()).hasSize(10);
          assertThat(recovery.wal().lastIndex()).isEqualTo(10);
        }
        recovery.wal().close();
      }
    }
    assertThat(old).isPositive();
    assertThat(restarted).isPositive();
  }

  @Test
  void returnsAsMuchOfWhatIsAppliedAsIsWanted() throws IOException {
    WalConfig config = WalFixture.write(disk, 100, 40);
    WalRecovery few = Wal.open(disk, config, WalSnapshot.NONE, new Retention(80, 30, 1 << 20));
    few.wal().close();
    assertThat(few.base().index()).isEqualTo(50);
    assertThat(few.base().term()).isEqualTo(1);
    assertThat(few.entries()).isEqualTo(entries(1, 51, 100));
    WalRecovery bytes = Wal.open(disk, config, WalSnapshot.NONE, new Retention(80, 100, 64 * 10));
    bytes.wal().close();
    assertThat(bytes.entries()).isEqualTo(entries(1, 71, 100));
    WalRecovery none = Wal.open(disk, config, WalSnapshot.NONE, new Retention(100, 0, 0));
    none.wal().close();
    assertThat(none.base().index()).isEqualTo(100);
    assertThat(none.entries()).isEmpty();
    assertThat(none.wal().lastIndex()).isEqualTo(100);
  }
}
