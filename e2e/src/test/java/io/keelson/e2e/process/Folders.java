package io.keelson.e2e.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Temporary folders of processes. {@code -Dkeelson.keep} leaves them for a look. */
public final class Folders {
  private Folders() {}

  /** An empty folder whose name begins with the given one. */
  public static Path create(String name) {
    try {
      return Files.createTempDirectory(name + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes the folder and what is in it, unless folders are to be kept. */
  public static void delete(Path folder) {
    if (System.getProperty("keelson.keep") != null) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
