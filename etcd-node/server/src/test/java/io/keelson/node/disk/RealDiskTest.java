package io.keelson.node.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link RealDisk} against a real folder. */
final class RealDiskTest {
  private final RealDisk disk = new RealDisk();
  @TempDir private Path folder;

  @Test
  void writesAndReadsBack() throws IOException {
    Path path = folder.resolve("a");
    try (DiskFile file = disk.create(path)) {
      file.write(utf8("hello"), 3);
      file.sync();
      file.syncAll();
      ByteBuffer target = ByteBuffer.allocate(16);
      assertThat(file.read(target, 0)).isEqualTo(8);
      assertThat(target.array()).startsWith(0, 0, 0, 'h', 'e', 'l', 'l', 'o', 0);
      assertThat(file.read(ByteBuffer.allocate(4), 8)).isZero();
      file.truncate(4);
      assertThat(file.size()).isEqualTo(4);
    }
    assertThat(disk.size(path)).isEqualTo(4);
    assertThat(Files.getPosixFilePermissions(path))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    try (DiskFile file = disk.openReadOnly(path)) {
      assertThatThrownBy(() -> file.write(utf8("x"), 0)).isInstanceOf(RuntimeException.class);
    }
    assertThatThrownBy(() -> disk.openReadWrite(folder.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void changesDirectories() throws IOException {
    Path deep = folder.resolve("x").resolve("y");
    disk.createDirectories(deep);
    disk.createDirectories(deep);
    assertThat(Files.getPosixFilePermissions(deep))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    disk.create(deep.resolve("b")).close();
    disk.create(deep.resolve("a")).close();
    assertThat(disk.list(deep)).containsExactly("a", "b");
    disk.rename(deep.resolve("b"), deep.resolve("a"));
    disk.syncDirectory(deep);
    assertThat(disk.list(deep)).containsExactly("a");
    disk.delete(deep.resolve("a"));
    assertThat(disk.exists(deep.resolve("a"))).isFalse();
    assertThatThrownBy(() -> disk.list(folder.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(disk.usableSpace(folder)).isPositive();
  }

  @Test
  void locksOnceInThisProcess() throws IOException {
    Path path = folder.resolve("lock");
    try (DiskLock lock = disk.lock(path)) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(() -> disk.lock(path)).isInstanceOf(DiskLockedException.class);
    }
    disk.lock(path).close();
  }

  @Test
  void refusesWhatAnotherProcessHasLocked() throws IOException, InterruptedException {
    Path path = Files.createFile(folder.resolve("lock"));
    Process python;
    try {
      python =
          new ProcessBuilder(
                  "python3",
                  "-c",
                  "import fcntl,sys;f=open(sys.argv[1],'w');fcntl.lockf(f,fcntl.LOCK_EX);"
                      + "print('ok',flush=True);sys.stdin.read()",
                  path.toString())
              .start();
    } catch (IOException e) {
      Assumptions.abort("no python3: " + e.getMessage());
      return;
    }
    try {
      assertThat(python.getInputStream().read()).isEqualTo('o');
      assertThatThrownBy(() -> disk.lock(path))
          .isInstanceOf(DiskLockedException.class)
          .hasMessageContaining("another process");
    } finally {
      python.getOutputStream().close();
      python.waitFor(10, TimeUnit.SECONDS);
    }
    disk.lock(path).close();
  }

  @Test
  void reportsAFullDevice() throws IOException {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.isWritable(full), "no /dev/full");
    try (DiskFile file = disk.openReadWrite(full)) {
      assertThatThrownBy(() -> file.write(utf8("x"), 0))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("No space left");
    }
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
