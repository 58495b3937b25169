package io.keelson.node.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.node.disk.SimDisk;
import io.keelson.node.restore.StoreFolders;
import io.keelson.node.wal.Wal;
import io.keelson.node.wal.WalConfig;
import io.keelson.node.wal.WalMetadata;
import io.keelson.node.wal.WalReader;
import io.keelson.node.wal.WalSnapshot;
import io.keelson.raft.ConfState;
import io.keelson.raft.HardState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Store and log of a member go together, wherever the exchange of the store is cut. */
final class DataDirectoryTest {
  private static final Path MEMBER = Path.of("/member");
  private static final WalConfig LOG = WalConfig.inMemberDirectory(MEMBER);
  private static final long INDEX = 9;
  private static final int CALLS_MAX = 60;

  /**
   * A member whose log could not be synced is killed, so what it wrote can be read and is not
   * durable. It starts, the machine stops somewhere in that, and nothing that was not synced is
   * left.
   */
  @Test
  void theStoreIsNotExchangedBeforeTheLogSaysSoDurably() throws Exception {
    int cut = 0;
    for (int call = 1; call <= CALLS_MAX; call++) {
      SimDisk disk = killedAfterAFailedSync();
      disk.failAtCall(call, SimDisk.Fault.STOP);
      StoreFolders folders = new StoreFolders(disk, MEMBER);
      try {
        DataDirectory.recoverStore(disk, folders, LOG);
      } catch (IOException e) {
        cut++;
      }
      disk.crash(() -> 0);
      boolean isExchanged = folders.current().equals(folders.received(INDEX));
      List<Long> named =
          WalReader.validSnapshots(disk, LOG).stream().map(WalSnapshot::index).toList();
      assertThat(!isExchanged || named.contains(INDEX))
          .as("stopped at call %s: the log names %s, the store is %s", call, named, isExchanged)
          .isTrue();
    }
    assertThat(cut).isBetween(10, CALLS_MAX - 1);
  }

  private static SimDisk killedAfterAFailedSync() throws IOException {
    SimDisk disk = new SimDisk();
    disk.createDirectories(MEMBER);
    disk.syncDirectory(Path.of("/"));
    StoreFolders folders = new StoreFolders(disk, MEMBER);
    try (Wal wal = Wal.create(disk, LOG, new WalMetadata(1, 2))) {
      disk.createDirectories(folders.receiving(INDEX));
      folders.complete(INDEX);
      wal.restartFrom(new WalSnapshot(INDEX, 1, ConfState.EMPTY), new HardState(1, 0, INDEX));
      disk.failAt(SimDisk.Operation.SYNC, 1, SimDisk.Fault.EIO);
      assertThatThrownBy(wal::sync).isInstanceOf(IOException.class);
    }
    disk.stopProcess();
    return disk;
  }
}
