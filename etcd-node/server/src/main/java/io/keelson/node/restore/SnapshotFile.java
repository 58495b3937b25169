package io.keelson.node.restore;

import io.keelson.node.bolt.BoltException;
import io.keelson.node.bolt.BoltFile;
import io.keelson.node.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.StringJoiner;

/** A file as {@code etcdctl snapshot save} writes it: a database, then its SHA-256. */
public final class SnapshotFile {
  private static final int HASH_BYTES = 32;
  private static final int SECTOR_BYTES = 512;
  private static final int CHUNK_BYTES = 1 << 20;

  private SnapshotFile() {}

  /**
   * Opens a snapshot after checking its hash and every page.
   *
   * @param isHashSkipped whether the hash may be wrong or missing, as it is in a copy of a database
   * @throws RestoreException with upstream's text if hash or content are wrong
   */
  public static BoltFile open(Path path, boolean isHashSkipped) throws IOException {
    checkHash(path, isHashSkipped);
    return openChecked(path);
  }

  /** Opens a snapshot or a database after checking every page, without a look at the hash. */
  public static BoltFile openChecked(Path path) throws IOException {
    return checked(path, () -> BoltFile.open(path));
  }

  /** The same on a disk. */
  static BoltFile openChecked(Disk disk, Path path) throws IOException {
    return checked(
        path,
        () -> BoltFile.open(new DiskSource(disk.openReadOnly(path)), BoltFile.PAGE_BYTES_MAX));
  }

  private interface Opening {
    BoltFile open() throws IOException;
  }

  private static BoltFile checked(Path path, Opening opening) throws IOException {
    BoltFile file;
    try {
      file = opening.open();
    } catch (BoltException e) {
      throw new RestoreException("invalid database " + path + ": " + e.getMessage(), e);
    }
    try {
      file.check();
      return file;
    } catch (BoltException e) {
      file.close();
      throw new RestoreException(
          "snapshot file integrity check failed. " + path + ": " + e.getMessage(), e);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static void checkHash(Path path, boolean isHashSkipped) throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      long size = file.size();
      if (size < HASH_BYTES) {
        throw new RestoreException("seek " + path + ": invalid argument (" + size + " bytes)");
      }
      boolean hasHash = size % SECTOR_BYTES == HASH_BYTES;
      if (isHashSkipped) {
        return;
      }
      if (!hasHash) {
        throw new RestoreException("snapshot missing hash but --skip-hash-check=false");
      }
      byte[] found = digest(file, size - HASH_BYTES);
      ByteBuffer expected = ByteBuffer.allocate(HASH_BYTES);
      readFully(file, expected, size - HASH_BYTES);
      if (!Arrays.equals(expected.array(), found)) {
        throw new RestoreException(
            "expected sha256 " + text(expected.array()) + ", got " + text(found));
      }
    }
  }

  private static byte[] digest(FileChannel file, long length) throws IOException {
    MessageDigest digest = sha256();
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
    for (long at = 0; at < length; at += chunk.limit()) {
      chunk.clear().limit((int) Math.min(CHUNK_BYTES, length - at));
      readFully(file, chunk, at);
      digest.update(chunk.flip());
    }
    return digest.digest();
  }

  private static void readFully(FileChannel file, ByteBuffer target, long position)
      throws IOException {
    long at = position;
    while (target.hasRemaining()) {
      int count = file.read(target, at);
      if (count < 0) {
        throw new RestoreException("the file became shorter while it was read");
      }
      at += count;
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** As Go prints bytes. */
  private static String text(byte[] hash) {
    StringJoiner text = new StringJoiner(" ", "[", "]");
    for (byte value : hash) {
      text.add(Integer.toString(value & 0xff));
    }
    return text.toString();
  }
}
