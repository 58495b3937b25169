package io.keelson.node.wal;

import static io.keelson.node.wal.WalFixture.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.node.disk.SimDisk;
import io.keelson.node.disk.SimDisk.Fault;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** An error at any call to the disk stops the log, and loses nothing that was acknowledged. */
final class WalFailureTest {
  @Test
  void everyErrorAtEveryCallStopsTheLog() throws IOException {
    int calls = WalCrashTest.callsOfScenario();
    for (Fault fault : List.of(Fault.EIO, Fault.ENOSPC, Fault.SHORT_WRITE)) {
      for (int call = 1; call <= calls; call++) {
        WalScenario scenario = new WalScenario();
        SimDisk disk = WalFixture.disk();
        disk.failAtCall(call, fault);
        assertThat(scenario.run(disk)).isNotNull();
        SimDisk crashed = disk.copy();
        disk.stopProcess();
        scenario.checkRecovery(disk);
        crashed.crash(new Random(call));
        scenario.checkRecovery(crashed);
      }
    }
  }

  @Test
  void anErrorDuringRecoveryLeavesTheLogRecoverable() throws IOException {
    SimDisk original = WalFixture.disk();
    WalScenario scenario = new WalScenario();
    assertThat(scenario.run(original)).isNull();
    boolean hasFailed = true;
    for (int call = 1; hasFailed; call++) {
      SimDisk disk = original.copy();
      disk.failAtCall(call, Fault.EIO);
      hasFailed = false;
      try {
        scenario.recover(disk);
      } catch (IOException e) {
        hasFailed = true;
      }
      disk.stopProcess();
      scenario.checkRecovery(disk);
    }
  }

  @Test
  void aFailedSyncIsNotTriedAgain() throws IOException {
    SimDisk disk = WalFixture.disk();
    Wal wal = Wal.create(disk, WalFixture.config(1 << 14), WalFixture.METADATA);
    wal.append(null, List.of(entry(1, 1, 10)));
    disk.failAt(SimDisk.Operation.SYNC, 1, Fault.EIO);
    assertThatThrownBy(wal::sync).isInstanceOf(IOException.class);
    assertThat(wal.durableIndex()).isZero();
    long syncs = disk.count(SimDisk.Operation.SYNC);
    assertThatThrownBy(wal::sync)
        .isInstanceOf(IllegalStateException.class)
        .hasRootCauseMessage(
            "/member/wal.tmp/0000000000000000-0000000000000000.wal: Input/output error");
    wal.close();
    assertThat(disk.count(SimDisk.Operation.SYNC)).isEqualTo(syncs);
  }

  @Test
  void aBitFlippedOnTheWayToTheDiskIsNoticed() throws IOException {
    SimDisk disk = WalFixture.disk();
    WalConfig config = WalFixture.config(1 << 14);
    Wal wal = Wal.create(disk, config, WalFixture.METADATA);
    disk.failAt(SimDisk.Operation.WRITE, 1, Fault.BIT_FLIP);
    wal.append(null, List.of(entry(1, 1, 1000)));
    wal.close();
    assertThatThrownBy(() -> Wal.open(disk, config, WalSnapshot.NONE))
        .isInstanceOf(WalCorruptException.class)
        .hasMessageContaining("crc mismatch");
  }
}
