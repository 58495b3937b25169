package io.keelson.node.main;

import io.keelson.node.config.MemberConfig;
import io.keelson.node.disk.Disk;
import io.keelson.node.disk.DiskFile;
import io.keelson.node.disk.DiskLock;
import io.keelson.node.disk.DiskLockedException;
import io.keelson.node.wal.WalConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The member's folder: {@code member/wal} in upstream's format, {@code member/store} ours, beside
 * it the format's number, and a lock that one process holds.
 */
final class DataDirectory implements AutoCloseable {
  private static final String FORMAT = "keelson store format 1\n";
  private static final int FORMAT_BYTES_MAX = 256;

  private final Disk disk;
  private final Path member;
  private final WalConfig walConfig;
  private final DiskLock lock;

  private DataDirectory(Disk disk, Path member, WalConfig walConfig, DiskLock lock) {
    this.disk = disk;
    this.member = member;
    this.walConfig = walConfig;
    this.lock = lock;
  }

  /**
   * Locks the folder, creating it if absent, and checks that this build may use it. Nothing in an
   * existing folder is changed.
   *
   * @throws StartException with a remedy
   */
  static DataDirectory open(Disk disk, MemberConfig config) throws StartException {
    Path data = Path.of(config.dataDir()).toAbsolutePath();
    Path member = data.resolve("member");
    try {
      refuseUpstream(disk, member);
      disk.createDirectories(member);
      disk.syncDirectory(data);
      DiskLock lock = disk.lock(member.resolve("lock"));
      try {
        checkFormat(disk, member);
      } catch (IOException | StartException e) {
        lock.close();
        throw e;
      }
      return new DataDirectory(disk, member, walConfig(config, member), lock);
    } catch (DiskLockedException e) {
      throw new StartException(
          "another process uses the data directory "
              + data
              + "; stop it, or choose another --data-dir",
          e);
    } catch (IOException e) {
      throw new StartException(
          "cannot use the data directory "
              + data
              + ": "
              + describe(e)
              + "; check that it is a"
              + " directory this user may write to",
          e);
    }
  }

  private static String describe(IOException e) {
    return e.getClass().getSimpleName() + " " + e.getMessage();
  }

  private static WalConfig walConfig(MemberConfig config, Path member) {
    WalConfig standard = WalConfig.inMemberDirectory(member);
    return config
        .dedicatedWalDir()
        .map(
            walDir ->
                new WalConfig(
                    Path.of(walDir).toAbsolutePath(),
                    standard.persistedFile(),
                    standard.segmentBytes(),
                    standard.recordBytesMax()))
        .orElse(standard);
  }

  private static void refuseUpstream(Disk disk, Path member) throws StartException, IOException {
    if (disk.exists(member.resolve("snap").resolve("db"))
        && !disk.exists(member.resolve("format"))) {
      throw new StartException(
          "the data directory "
              + member.getParent()
              + " was written by upstream etcd; this build cannot import it: take a snapshot with"
              + " etcdctl and load it into a new member, or choose another --data-dir");
    }
  }

  private static void checkFormat(Disk disk, Path member) throws IOException, StartException {
    Path file = member.resolve("format");
    byte[] expected = FORMAT.getBytes(StandardCharsets.UTF_8);
    if (!disk.exists(file)) {
      Path temporary = member.resolve("format.tmp");
      try (DiskFile created = disk.create(temporary)) {
        created.write(ByteBuffer.wrap(expected), 0);
        created.syncAll();
      }
      disk.rename(temporary, file);
      disk.syncDirectory(member);
      return;
    }
    try (DiskFile existing = disk.openReadOnly(file)) {
      ByteBuffer found = ByteBuffer.allocate(FORMAT_BYTES_MAX);
      existing.read(found, 0);
      String text = new String(found.array(), 0, found.position(), StandardCharsets.UTF_8);
      if (!text.equals(FORMAT)) {
        throw new StartException(
            "the data directory has the format \""
                + text.strip()
                + "\", this build writes \""
                + FORMAT.strip()
                + "\": start the version that wrote it, or a newer one");
      }
    }
  }

  WalConfig walConfig() {
    return walConfig;
  }

  Path store() {
    return member.resolve("store");
  }

  boolean hasWal() throws IOException {
    return io.keelson.node.wal.Wal.exists(disk, walConfig.directory());
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
