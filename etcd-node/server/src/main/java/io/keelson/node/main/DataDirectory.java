package io.keelson.node.main;

import io.keelson.node.config.MemberConfig;
import io.keelson.node.config.Versions;
import io.keelson.node.disk.Disk;
import io.keelson.node.disk.DiskFile;
import io.keelson.node.disk.DiskLock;
import io.keelson.node.disk.DiskLockedException;
import io.keelson.node.restore.RestoreException;
import io.keelson.node.restore.StoreFolders;
import io.keelson.node.restore.StoreFormat;
import io.keelson.node.restore.UpstreamMember;
import io.keelson.node.wal.Retention;
import io.keelson.node.wal.Wal;
import io.keelson.node.wal.WalConfig;
import io.keelson.node.wal.WalCorruptException;
import io.keelson.node.wal.WalReader;
import io.keelson.node.wal.WalSnapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The member's folder: {@code member/wal} in upstream's format, {@code member/store} ours (or a
 * received one, see {@link StoreFolders}), beside it the format's number, and a lock that one
 * process holds. A folder that upstream wrote is imported first, see {@link UpstreamMember}.
 */
final class DataDirectory implements AutoCloseable {
  private static final int FORMAT_BYTES_MAX = 256;

  private final Disk disk;
  private final WalConfig walConfig;
  private final Path member;
  private final StoreFolders folders;
  private final DiskLock lock;
  private final UpstreamMember.@Nullable Imported imported;

  private DataDirectory(
      Disk disk,
      Path member,
      WalConfig walConfig,
      DiskLock lock,
      UpstreamMember.@Nullable Imported imported) {
    this.disk = disk;
    this.member = member;
    this.folders = new StoreFolders(disk, member);
    this.walConfig = walConfig;
    this.lock = lock;
    this.imported = imported;
  }

  /**
   * Locks the folder, creating it if absent, and checks that this build may use it. Nothing in an
   * existing folder of ours is changed; one of upstream's becomes ours.
   *
   * @throws StartException with a remedy
   */
  static DataDirectory open(Platform platform, MemberConfig config) throws StartException {
    Disk disk = platform.disk();
    Path data = Path.of(config.dataDir()).toAbsolutePath();
    Path member = data.resolve("member");
    try {
      disk.createDirectories(member);
      disk.syncDirectory(data);
      DiskLock lock = disk.lock(member.resolve("lock"));
      try {
        WalConfig walConfig = walConfig(config, member, platform.walSegmentBytes());
        UpstreamMember.Imported imported = importUpstream(disk, member, walConfig);
        checkFormat(disk, member);
        recoverStore(disk, new StoreFolders(disk, member), walConfig);
        return new DataDirectory(disk, member, walConfig, lock, imported);
      } catch (IOException | StartException e) {
        lock.close();
        throw e;
      }
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

  private static WalConfig walConfig(MemberConfig config, Path member, long segmentBytes) {
    WalConfig standard = WalConfig.inMemberDirectory(member);
    return new WalConfig(
        config
            .dedicatedWalDir()
            .map(walDir -> Path.of(walDir).toAbsolutePath())
            .orElse(standard.directory()),
        standard.persistedFile(),
        segmentBytes,
        standard.recordBytesMax());
  }

  private static UpstreamMember.@Nullable Imported importUpstream(
      Disk disk, Path member, WalConfig walConfig) throws StartException, IOException {
    UpstreamMember upstream = new UpstreamMember(disk, member, walConfig);
    try {
      upstream.finish();
      return upstream.isPresent() ? upstream.run(Versions.CLUSTER) : null;
    } catch (RestoreException | WalCorruptException e) {
      throw new StartException(
          "the data directory "
              + member.getParent()
              + " was written by upstream etcd and cannot be imported: "
              + e.getMessage()
              + "; its files are unchanged",
          e);
    }
  }

  private static void checkFormat(Disk disk, Path member) throws IOException, StartException {
    Path file = StoreFormat.file(member);
    if (!disk.exists(file)) {
      StoreFormat.write(disk, member);
      return;
    }
    try (DiskFile existing = disk.openReadOnly(file)) {
      ByteBuffer found = ByteBuffer.allocate(FORMAT_BYTES_MAX);
      existing.read(found, 0);
      String text = new String(found.array(), 0, found.position(), StandardCharsets.UTF_8);
      if (!text.equals(StoreFormat.TEXT)) {
        throw new StartException(
            "the data directory has the format \""
                + text.strip()
                + "\", this build writes \""
                + StoreFormat.TEXT.strip()
                + "\": start the version that wrote it, or a newer one");
      }
    }
  }

  /** Ends the replacement of the store by a received one that a crash cut. */
  static void recoverStore(Disk disk, StoreFolders folders, WalConfig walConfig)
      throws IOException, StartException {
    boolean mustRecover = folders.mustRecover();
    if (mustRecover && !Wal.exists(disk, walConfig.directory())) {
      // The log may be elsewhere: only it can tell which store is the newer one.
      return;
    }
    try {
      folders.recover(mustRecover ? newestSnapshot(disk, folders, walConfig) : 0);
    } catch (WalCorruptException e) {
      throw new StartException(Recovery.damaged(e), e);
    }
  }

  /**
   * Index of the newest snapshot record that counts in the log, 0 if there is none. If a received
   * store waits for it, it is durable on return: after a sync that failed, what can be read may be
   * in the system's memory only, and a store must not get ahead of its log.
   */
  private static long newestSnapshot(Disk disk, StoreFolders folders, WalConfig walConfig)
      throws IOException {
    WalSnapshot newest =
        WalReader.validSnapshots(disk, walConfig).stream()
            .max(Comparator.comparingLong(WalSnapshot::index))
            .orElse(WalSnapshot.NONE);
    if (disk.exists(folders.received(newest.index()))) {
      Retention retention = new Retention(newest.index(), 0, 0);
      Wal.open(disk, walConfig, newest, retention).wal().close();
    }
    return newest.index();
  }

  WalConfig walConfig() {
    return walConfig;
  }

  /** What was taken over from upstream just now, or null. */
  UpstreamMember.@Nullable Imported imported() {
    return imported;
  }

  /** The folder {@code member}. */
  Path member() {
    return member;
  }

  /** The folder of the store. */
  Path store() throws IOException {
    return folders.current();
  }

  /** The places of this store and of those that are received. */
  StoreFolders folders() {
    return folders;
  }

  boolean hasWal() throws IOException {
    return Wal.exists(disk, walConfig.directory());
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
