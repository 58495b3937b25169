package io.keelson.node.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.node.disk.DiskFile;
import io.keelson.node.disk.SimDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Where a store is, whatever moment of its replacement the machine stops at. */
final class StoreFoldersTest {
  private static final Path MEMBER = Path.of("/member");
  private static final Path POINTER = MEMBER.resolve("store.current");
  private static final int SEEDS = 20;

  private static SimDisk disk() throws IOException {
    SimDisk disk = new SimDisk();
    disk.createDirectories(MEMBER);
    disk.syncDirectory(Path.of("/"));
    write(disk, MEMBER.resolve("store"), "old");
    disk.syncDirectory(MEMBER);
    return disk;
  }

  private static void write(SimDisk disk, Path store, String content) throws IOException {
    disk.createDirectories(store);
    try (DiskFile file = disk.create(store.resolve("rows"))) {
      file.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)), 0);
      file.syncAll();
    }
    disk.syncDirectory(store);
  }

  private static String content(SimDisk disk, StoreFolders folders) throws IOException {
    return new String(disk.content(folders.current().resolve("rows")), StandardCharsets.UTF_8);
  }

  @Test
  void isTheFirstUntilAnotherIsNamed() throws IOException {
    SimDisk disk = disk();
    StoreFolders folders = new StoreFolders(disk, MEMBER);
    assertThat(folders.current()).isEqualTo(MEMBER.resolve("store"));
    write(disk, folders.receiving(9), "new");
    folders.complete(9);
    assertThat(content(disk, folders)).isEqualTo("old");
    folders.switchTo(9);
    assertThat(folders.current()).isEqualTo(MEMBER.resolve("store-0000000000000009"));
    assertThat(content(disk, folders)).isEqualTo("new");
    assertThat(folders.mustRecover()).isFalse();
    assertThat(folders.recover(0)).isFalse();
    assertThat(disk.list(MEMBER)).containsExactly("store-0000000000000009", "store.current");
  }

  @Test
  void deletesWhatIsNotNamed() throws IOException {
    SimDisk disk = disk();
    StoreFolders folders = new StoreFolders(disk, MEMBER);
    write(disk, folders.receiving(7), "partial");
    write(disk, folders.receiving(8), "ignored");
    folders.complete(8);
    disk.create(folders.receivingFile(7)).close();
    write(disk, MEMBER.resolve("store.importing"), "another's");
    assertThat(folders.mustRecover()).isTrue();
    assertThat(folders.recover(5)).isFalse();
    assertThat(disk.list(MEMBER)).containsExactly("store", "store.importing");
    write(disk, folders.receiving(8), "partial");
    folders.discard(8);
    folders.discard(8);
    assertThat(disk.list(MEMBER)).containsExactly("store", "store.importing");
  }

  @Test
  void endsASwitchThatTheLogNames() throws IOException {
    SimDisk disk = disk();
    StoreFolders folders = new StoreFolders(disk, MEMBER);
    write(disk, folders.receiving(9), "new");
    folders.complete(9);
    assertThat(folders.recover(9)).isTrue();
    assertThat(content(disk, folders)).isEqualTo("new");
    assertThat(disk.list(MEMBER)).containsExactly("store-0000000000000009", "store.current");
  }

  @Test
  void refusesANameOfNothing() throws IOException {
    for (String name : List.of("", "store-9\n", "../x\n", "store-0000000000000009")) {
      StoreFolders folders = named(disk(), name);
      assertThatThrownBy(folders::current).isInstanceOf(RestoreException.class);
    }
    StoreFolders folders = named(disk(), "store-0000000000000009\n");
    assertThatThrownBy(folders::isPresent).hasMessageContaining("missing");
    assertThatThrownBy(() -> folders.switchTo(11)).isInstanceOf(RestoreException.class);
  }

  private static StoreFolders named(SimDisk disk, String name) throws IOException {
    disk.create(POINTER).close();
    disk.replace(POINTER, name.getBytes(StandardCharsets.UTF_8));
    return new StoreFolders(disk, MEMBER);
  }

  /** The machine stops at each call of the disk; what the log names then decides. */
  @Test
  void isWholeAfterAStopAnywhere() throws IOException {
    for (int call = 1; call < 40; call++) {
      for (int seed = 0; seed < SEEDS; seed++) {
        SimDisk disk = disk();
        disk.failAtCall(call, SimDisk.Fault.STOP);
        boolean isNamed = replace(disk);
        disk.crash(new SplittableRandom(call * 1000L + seed));
        StoreFolders folders = new StoreFolders(disk, MEMBER);
        folders.recover(isNamed ? 9 : 0);
        assertThat(content(disk, folders)).isEqualTo(isNamed ? "new" : "old");
        assertThat(disk.list(MEMBER)).hasSizeLessThanOrEqualTo(2);
        disk.crash(new SplittableRandom(seed));
        assertThat(content(disk, folders)).isEqualTo(isNamed ? "new" : "old");
      }
    }
  }

  /** Whether the log would name the received store. */
  private static boolean replace(SimDisk disk) {
    StoreFolders folders = new StoreFolders(disk, MEMBER);
    boolean isNamed = false;
    try {
      write(disk, folders.receiving(9), "new");
      folders.complete(9);
      isNamed = true;
      folders.switchTo(9);
      folders.recover(0);
    } catch (IOException e) {
      // The machine has stopped.
    }
    return isNamed;
  }
}
