package io.keelson.backup.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileStoreTest {
  @TempDir Path mount;

  @Test
  void anObjectIsThereWhenItIsCommitted() throws IOException {
    FileStore store = new FileStore(mount, "a/b/", "claim");
    try (Upload upload = store.create("n/x.db")) {
      upload.write(new byte[] {1, 2, 3}, 0, 3);
      assertThat(store.open("n/x.db")).isEmpty();
      assertThat(store.list("", 10)).isEmpty();
      upload.commit();
    }
    assertThat(store.list("n/", 10)).isEqualTo(List.of(new Store.Item("n/x.db", 3)));
    assertThat(store.get("n/x.db", 10)).hasValue(new byte[] {1, 2, 3});
    assertThat(store.uri("n/x.db")).isEqualTo("pvc://claim/a/b/n/x.db");
    store.delete("n/x.db");
    store.delete("n/x.db");
    assertThat(Files.exists(mount.resolve("a/b/n"))).isFalse();
  }

  @Test
  void whatIsGivenUpLeavesNothing() throws IOException {
    FileStore store = new FileStore(mount, "", "claim");
    Upload upload = store.create("n/x.db");
    upload.write(new byte[] {1, 2, 3}, 0, 3);
    upload.close();
    Files.writeString(mount.resolve("n/x.db.zst.part"), "of a process that was killed");
    Files.writeString(mount.resolve("n/xy.db"), "another's");
    store.removeLeftovers("n/x.");
    try (Stream<Path> left = Files.list(mount.resolve("n"))) {
      assertThat(left.map(each -> each.getFileName().toString())).containsExactly("xy.db");
    }
  }

  @Test
  void aVolumeThatIsNotMountedIsMissing() {
    assertThatExceptionOfType(BackupException.class)
        .isThrownBy(() -> new FileStore(mount.resolve("nowhere"), "", ""))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.BUCKET_MISSING));
  }

  @Test
  void aFullVolumeIsSaid() throws IOException, InterruptedException {
    int mounted =
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", mount.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    assumeTrue(mounted == 0, "a small file system cannot be mounted here: not root");
    try {
      FileStore store = new FileStore(mount, "", "");
      assertThatExceptionOfType(BackupException.class)
          .isThrownBy(
              () -> {
                try (Upload upload = store.create("x.db")) {
                  byte[] chunk = new byte[1 << 18];
                  for (int i = 0; i < 8; i++) {
                    upload.write(chunk, 0, chunk.length);
                  }
                  upload.commit();
                }
              })
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.TARGET_FULL));
      assertThat(store.list("", 10)).isEmpty();
      try (Stream<Path> left = Files.list(mount)) {
        assertThat(left).isEmpty();
      }
    } finally {
      assertThat(
              new ProcessBuilder("umount", mount.toString()).start().waitFor(20, TimeUnit.SECONDS))
          .isTrue();
    }
  }
}
