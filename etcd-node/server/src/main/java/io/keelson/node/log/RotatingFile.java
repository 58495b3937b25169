package io.keelson.node.log;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A file that is set aside under a name with the time in it once the next line would make it too
 * large, as lumberjack does. It is opened by the first line. What was set aside is compressed and
 * removed by the housekeeping executor, so that no caller waits for it.
 */
final class RotatingFile implements LineSink {
  private final Object lock = new Object();
  private final Path path;
  private final long sizeBytesMax;
  private final RotatedFiles rotated;
  private final InstantSource clock;
  private final Executor housekeeping;

  private @Nullable OutputStream stream;
  private long sizeBytes;

  RotatingFile(Path path, long sizeBytesMax, RotatedFiles rotated, Housekeeping housekeeping) {
    this.path = path;
    this.sizeBytesMax = sizeBytesMax;
    this.rotated = rotated;
    this.clock = housekeeping.clock();
    this.housekeeping = housekeeping.executor();
  }

  /** What dates the files set aside, and what cleans up after them. */
  record Housekeeping(InstantSource clock, Executor executor) {}

  @Override
  public void write(byte[] line) throws IOException {
    synchronized (lock) {
      if (line.length > sizeBytesMax) {
        throw new IOException(
            "write length " + line.length + " exceeds maximum file size " + sizeBytesMax);
      }
      OutputStream target = stream;
      if (target == null) {
        target = openExistingOrNew(line.length);
      } else if (sizeBytes + line.length > sizeBytesMax) {
        target = rotate();
      }
      target.write(line);
      sizeBytes += line.length;
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (lock) {
      OutputStream open = stream;
      stream = null;
      if (open != null) {
        open.close();
      }
    }
  }

  private OutputStream openExistingOrNew(int lineBytes) throws IOException {
    if (!Files.exists(path)) {
      cleanUp();
      return openNew();
    }
    long existing = Files.size(path);
    if (existing + lineBytes >= sizeBytesMax) {
      return rotate();
    }
    cleanUp();
    return opened(new FileOutputStream(path.toFile(), true), existing);
  }

  private OutputStream rotate() throws IOException {
    close();
    OutputStream opened = openNew();
    cleanUp();
    return opened;
  }

  private OutputStream openNew() throws IOException {
    Path parent = path.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    if (!Files.exists(path)) {
      return opened(new FileOutputStream(path.toFile()), 0);
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
    Files.move(path, rotated.nameAt(clock.instant()), StandardCopyOption.REPLACE_EXISTING);
    OutputStream opened = opened(new FileOutputStream(path.toFile()), 0);
    Files.setPosixFilePermissions(path, permissions);
    return opened;
  }

  private OutputStream opened(OutputStream newStream, long newSizeBytes) {
    stream = newStream;
    sizeBytes = newSizeBytes;
    return newStream;
  }

  private void cleanUp() {
    housekeeping.execute(() -> rotated.cleanUp(clock.instant()));
  }
}
