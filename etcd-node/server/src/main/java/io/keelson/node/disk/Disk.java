package io.keelson.node.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The file system as the durable parts of the node see it.
 *
 * <p>A change of a directory (create, rename, delete) is durable only after {@link #syncDirectory}
 * on that directory; the content of a file only after {@link DiskFile#sync}. Whatever was not
 * synced may be lost or kept in any order when the machine stops. Nothing here retries a failed
 * sync, and no caller may.
 *
 * <p>Thread-safe; a {@link DiskFile} is not, see there.
 */
public interface Disk {
  /**
   * Creates a file for reading and writing with mode 0600; an existing one is emptied.
   *
   * @throws IOException if the system refuses
   */
  DiskFile create(Path file) throws IOException;

  /**
   * Opens an existing file for reading and writing.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   * @throws IOException if the system refuses
   */
  DiskFile openReadWrite(Path file) throws IOException;

  /**
   * Opens an existing file for reading; writes to it throw.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   * @throws IOException if the system refuses
   */
  DiskFile openReadOnly(Path file) throws IOException;

  /**
   * The names in a directory in ascending order.
   *
   * @throws java.nio.file.NoSuchFileException if there is no such directory
   * @throws IOException if the system refuses
   */
  List<String> list(Path directory) throws IOException;

  /**
   * Creates a directory and the missing ones above it, each with mode 0700. Does nothing if it
   * exists. Syncing the directories above is left to the caller.
   *
   * @throws IOException if the system refuses
   */
  void createDirectories(Path directory) throws IOException;

  /**
   * Renames a file or directory in one step; an existing file of the new name is replaced.
   *
   * @throws IOException if the system refuses
   */
  void rename(Path from, Path to) throws IOException;

  /**
   * Deletes a file or an empty directory.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   * @throws IOException if the system refuses
   */
  void delete(Path path) throws IOException;

  /** Whether there is a file or directory of this name. */
  boolean exists(Path path);

  /**
   * Length of a file in bytes.
   *
   * @throws IOException if there is none, or the system refuses
   */
  long size(Path file) throws IOException;

  /**
   * Makes creations, renames and deletions in a directory durable.
   *
   * @throws IOException if the system refuses; what is durable is then unknown
   */
  void syncDirectory(Path directory) throws IOException;

  /**
   * Takes the exclusive lock of a file, which is created if missing. Excludes other processes
   * (upstream's tools too: both use POSIX record locks) and other calls in this process.
   *
   * <p>The system drops the lock also when this process closes any other handle of the same file.
   *
   * @throws DiskLockedException at once if somebody holds it
   * @throws IOException if the system refuses
   */
  DiskLock lock(Path file) throws IOException;

  /**
   * Bytes that this process can still write on the file system that holds a path.
   *
   * @throws IOException if the system refuses
   */
  long usableSpace(Path path) throws IOException;
}
