package io.keelson.node.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RotatingFileTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @TempDir private Path directory = Path.of("set by JUnit");
  private Instant now = Instant.parse("2026-11-21T03:46:00.500Z");

  @Test
  void setsAsideWhatWouldGrowTooLarge() throws IOException {
    try (RotatingFile file = file(new RotationConfig(0, 0, 0, false, false))) {
      file.write(bytes("aaaa\n"));
      file.write(bytes("bbbb\n"));
      Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rw-------"));
      file.write(bytes("cc\n"));
    }
    assertThat(names()).containsExactly("etcd-2026-11-21T03-46-00.500.log", "etcd.log");
    assertThat(Files.readString(directory.resolve("etcd-2026-11-21T03-46-00.500.log")))
        .isEqualTo("aaaa\nbbbb\n");
    assertThat(Files.readString(path())).isEqualTo("cc\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
        .isEqualTo("rw-------");
  }

  @Test
  void continuesAFileThatHasRoom() throws IOException {
    Files.writeString(path(), "old\n");
    try (RotatingFile file = file(new RotationConfig(0, 0, 0, false, false))) {
      file.write(bytes("new\n"));
      assertThat(Files.readString(path())).isEqualTo("old\nnew\n");
    }
    try (RotatingFile file = file(new RotationConfig(0, 0, 0, true, false))) {
      file.write(bytes("more\n"));
    }
    assertThat(names()).containsExactly("etcd-2026-11-21T04-46-00.500.log", "etcd.log");
  }

  @Test
  void refusesALineThatNeverFits() throws IOException {
    try (RotatingFile file = file(new RotationConfig(0, 0, 0, false, false))) {
      assertThatThrownBy(() -> file.write(new byte[11])).isInstanceOf(IOException.class);
    }
    assertThat(names()).isEmpty();
  }

  @Test
  void keepsAsManyAsAllowed() throws IOException {
    Files.writeString(directory.resolve("etcd-note.log"), "not ours");
    try (RotatingFile file = file(new RotationConfig(0, 0, 2, false, false))) {
      for (int i = 0; i < 5; i++) {
        now = now.plus(Duration.ofSeconds(1));
        file.write(bytes("12345678\n"));
      }
    }
    assertThat(names())
        .containsExactly(
            "etcd-2026-11-21T03-46-04.500.log",
            "etcd-2026-11-21T03-46-05.500.log",
            "etcd-note.log",
            "etcd.log");
  }

  @Test
  void removesWhatIsTooOldAndCompressesTheRest() throws IOException {
    try (RotatingFile file = file(new RotationConfig(0, 7, 0, false, true))) {
      file.write(bytes("first...\n"));
      file.write(bytes("second..\n"));
      assertThat(names()).containsExactly("etcd-2026-11-21T03-46-00.500.log.gz", "etcd.log");
      assertThat(unzipped("etcd-2026-11-21T03-46-00.500.log.gz")).isEqualTo("first...\n");
      now = now.plus(Duration.ofDays(8));
      file.write(bytes("third...\n"));
    }
    assertThat(names()).containsExactly("etcd-2026-11-29T03-46-00.500.log.gz", "etcd.log");
    assertThat(unzipped("etcd-2026-11-29T03-46-00.500.log.gz")).isEqualTo("second..\n");
  }

  private RotatingFile file(RotationConfig config) {
    InstantSource clock = () -> now;
    return new RotatingFile(
        path(),
        10,
        new RotatedFiles(path(), config, BERLIN),
        new RotatingFile.Housekeeping(clock, Runnable::run));
  }

  private Path path() {
    return directory.resolve("etcd.log");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  private String unzipped(String name) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(directory.resolve(name)))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
