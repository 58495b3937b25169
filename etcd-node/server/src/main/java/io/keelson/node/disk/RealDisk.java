package io.keelson.node.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The system's file system through {@link FileChannel}.
 *
 * <p>Threads that use it must not be interrupted: an interrupt closes the channel.
 */
public final class RealDisk implements Disk {
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final Set<StandardOpenOption> CREATE =
      Set.of(
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE);
  private static final Set<StandardOpenOption> LOCK =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);

  // Asked before a second handle is opened: closing that handle would drop the lock of the first.
  private final Set<Path> lockedFiles = ConcurrentHashMap.newKeySet();

  @Override
  public DiskFile create(Path file) throws IOException {
    return new RealDiskFile(FileChannel.open(file, CREATE, PRIVATE_FILE));
  }

  @Override
  public DiskFile openReadWrite(Path file) throws IOException {
    return new RealDiskFile(
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  @Override
  public DiskFile openReadOnly(Path file) throws IOException {
    return new RealDiskFile(FileChannel.open(file, StandardOpenOption.READ));
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
      for (Path child : children) {
        names.add(String.valueOf(child.getFileName()));
      }
    } catch (java.nio.file.DirectoryIteratorException e) {
      throw e.getCause();
    }
    Collections.sort(names);
    return names;
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    Files.createDirectories(directory, PRIVATE_DIRECTORY);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void delete(Path path) throws IOException {
    Files.delete(path);
  }

  @Override
  public boolean exists(Path path) {
    return Files.exists(path);
  }

  @Override
  public long size(Path file) throws IOException {
    return Files.size(file);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public DiskLock lock(Path file) throws IOException {
    Path held = file.toAbsolutePath().normalize();
    if (!lockedFiles.add(held)) {
      throw new DiskLockedException(file, "this process");
    }
    try {
      FileChannel channel = lockedChannel(file);
      return () -> {
        channel.close();
        lockedFiles.remove(held);
      };
    } catch (IOException e) {
      lockedFiles.remove(held);
      throw e;
    }
  }

  private static FileChannel lockedChannel(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, LOCK, PRIVATE_FILE);
    String holder = "another process";
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      holder = "this process";
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    throw new DiskLockedException(file, holder);
  }

  @Override
  public long usableSpace(Path path) throws IOException {
    return Files.getFileStore(path).getUsableSpace();
  }
}
