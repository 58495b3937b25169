package io.keelson.node.log;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;

/**
 * The files that were set aside for one log file: {@code name-<time>.ext}, with {@code .gz} at the
 * end once compressed. Only files with such names are ever touched.
 */
final class RotatedFiles {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm-ss.SSS");
  private static final String COMPRESSED = ".gz";

  private final Object lock = new Object();
  private final Path directory;
  private final String prefix;
  private final String extension;
  private final RotationConfig config;
  private final ZoneId zone;

  RotatedFiles(Path path, RotationConfig config, ZoneId localZone) {
    Path absolute = path.toAbsolutePath();
    Path parent = absolute.getParent();
    this.directory = parent == null ? absolute : parent;
    String name = String.valueOf(absolute.getFileName());
    int dot = name.lastIndexOf('.');
    this.extension = dot < 0 ? "" : name.substring(dot);
    this.prefix = name.substring(0, name.length() - extension.length()) + "-";
    this.config = config;
    this.zone = config.isLocalTime() ? localZone : ZoneOffset.UTC;
  }

  /** One file set aside, and when. */
  private record Rotated(Path path, LocalDateTime time, boolean isCompressed) {}

  Path nameAt(Instant instant) {
    return directory.resolve(prefix + TIME.format(instant.atZone(zone)) + extension);
  }

  /** Removes what is too old or too many and compresses the rest; what fails is left as it is. */
  void cleanUp(Instant now) {
    if (config.maxBackups() == 0 && config.maxAgeDays() == 0 && !config.isCompressed()) {
      return;
    }
    synchronized (lock) {
      try {
        List<Rotated> kept = new ArrayList<>();
        for (Rotated file : newestFirst()) {
          if (isExpired(file, now) || isTooMany(file, kept)) {
            Files.deleteIfExists(file.path());
          } else {
            kept.add(file);
          }
        }
        for (Rotated file : kept) {
          if (config.isCompressed() && !file.isCompressed()) {
            compress(file.path());
          }
        }
      } catch (IOException leftAsItIs) {
        // The next rotation tries again; logging goes on meanwhile.
      }
    }
  }

  private List<Rotated> newestFirst() throws IOException {
    List<Rotated> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        rotated(entry).ifPresent(files::add);
      }
    }
    files.sort(Comparator.comparing(Rotated::time).reversed().thenComparing(Rotated::isCompressed));
    return files;
  }

  private Optional<Rotated> rotated(Path path) {
    String name = String.valueOf(path.getFileName());
    boolean isCompressed = name.endsWith(COMPRESSED);
    String plain = isCompressed ? name.substring(0, name.length() - COMPRESSED.length()) : name;
    if (!plain.startsWith(prefix)
        || !plain.endsWith(extension)
        || plain.length() < prefix.length() + extension.length()) {
      return Optional.empty();
    }
    String time = plain.substring(prefix.length(), plain.length() - extension.length());
    try {
      return Optional.of(new Rotated(path, LocalDateTime.parse(time, TIME), isCompressed));
    } catch (DateTimeParseException notOurs) {
      return Optional.empty();
    }
  }

  private boolean isExpired(Rotated file, Instant now) {
    return config.maxAgeDays() > 0
        && file.time()
            .isBefore(
                now.minus(Duration.ofDays(config.maxAgeDays())).atZone(zone).toLocalDateTime());
  }

  /** A file and its compressed form count once. */
  private boolean isTooMany(Rotated file, List<Rotated> kept) {
    if (config.maxBackups() == 0) {
      return false;
    }
    TreeSet<LocalDateTime> times = new TreeSet<>();
    kept.forEach(other -> times.add(other.time()));
    times.add(file.time());
    return times.size() > config.maxBackups();
  }

  private static void compress(Path path) throws IOException {
    Path target = path.resolveSibling(path.getFileName() + COMPRESSED);
    try (OutputStream out = new GZIPOutputStream(new FileOutputStream(target.toFile()))) {
      Files.copy(path, out);
    } catch (IOException failed) {
      Files.deleteIfExists(target);
      throw failed;
    }
    Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(path));
    Files.delete(path);
  }
}
