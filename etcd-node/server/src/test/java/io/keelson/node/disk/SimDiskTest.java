package io.keelson.node.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The simulated disk keeps what it must and loses what it may. */
final class SimDiskTest {
  private static final Path FOLDER = Path.of("/d");
  private static final Path FILE = FOLDER.resolve("f");
  private static final RandomGenerator KEEP = () -> -1L;
  private static final RandomGenerator LOSE = () -> 0L;

  private final SimDisk disk = new SimDisk();

  @BeforeEach
  void makeFolder() throws IOException {
    disk.createDirectories(FOLDER);
    disk.syncDirectory(Path.of("/"));
  }

  @Test
  void losesWhatWasNotSynced() throws IOException {
    DiskFile file = disk.create(FILE);
    disk.syncDirectory(FOLDER);
    file.write(bytes(1, 600), 0);
    file.sync();
    file.write(bytes(2, 600), 0);
    disk.rename(FILE, FOLDER.resolve("g"));

    SimDisk kept = disk.copy();
    kept.crash(KEEP);
    assertThat(kept.list(FOLDER)).containsExactly("g");
    assertThat(kept.content(FOLDER.resolve("g"))).isEqualTo(bytes(2, 600).array());

    disk.crash(LOSE);
    assertThat(disk.list(FOLDER)).containsExactly("f");
    assertThat(disk.content(FILE)).isEqualTo(bytes(1, 600).array());
    assertThatThrownBy(file::sync).isInstanceOf(IOException.class);
  }

  @Test
  void tearsWritesAtSectors() throws IOException {
    DiskFile file = disk.create(FILE);
    disk.syncDirectory(FOLDER);
    file.write(bytes(1, 1536), 0);
    boolean[] coin = {false};
    disk.crash(
        () -> {
          coin[0] = !coin[0];
          return coin[0] ? 0L : -1L;
        });
    assertThat(disk.content(FILE))
        .isEqualTo(ByteBuffer.allocate(1024).position(512).put(bytes(1, 512)).array());
  }

  @Test
  void failsOnDemand() throws IOException {
    DiskFile file = disk.create(FILE);
    disk.syncDirectory(FOLDER);
    disk.failAt(SimDisk.Operation.WRITE, 2, SimDisk.Fault.SHORT_WRITE);
    file.write(bytes(1, 10), 0);
    assertThatThrownBy(() -> file.write(bytes(2, 10), 0)).hasMessageContaining("short write");
    assertThat(disk.content(FILE)).containsExactly(2, 2, 2, 2, 2, 1, 1, 1, 1, 1);

    disk.failAt(SimDisk.Operation.SYNC, 1, SimDisk.Fault.EIO);
    assertThatThrownBy(file::sync).hasMessageContaining("Input/output error");
    file.sync();
    assertThat(disk.content(FILE)).hasSize(10);
    disk.crash(KEEP);
    assertThat(disk.content(FILE)).isEmpty();
  }

  private static ByteBuffer bytes(int value, int count) {
    byte[] array = new byte[count];
    java.util.Arrays.fill(array, (byte) value);
    return ByteBuffer.wrap(array);
  }
}
