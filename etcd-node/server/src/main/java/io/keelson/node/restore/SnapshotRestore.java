package io.keelson.node.restore;

import io.keelson.node.bolt.BoltFile;
import io.keelson.node.disk.Disk;
import io.keelson.node.wal.WalConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Makes a member's data directory out of a snapshot. All is built in {@code member.restoring}
 * beside the place of {@code member} and gets its name in the last step, so a directory with a
 * {@code member} in it is complete. One thread.
 */
public final class SnapshotRestore {
  private static final String UNFINISHED = ".restoring";

  private final Disk disk;
  private final Plan plan;
  private final Set<Omission> omissions;
  private final Path dataDir;
  private final Path member;
  private final Path walDir;
  private final boolean isWalInside;

  /** Prepares; nothing is read or written yet. */
  public SnapshotRestore(Disk disk, Plan plan) {
    this(disk, plan, Set.of());
  }

  /** The same, but some of the snapshot is left out; only with {@link Format#KEELSON}. */
  public SnapshotRestore(Disk disk, Plan plan, Set<Omission> omissions) {
    this.disk = disk;
    this.plan = plan;
    this.omissions = Set.copyOf(omissions);
    this.dataDir = plan.dataDir().toAbsolutePath().normalize();
    this.member = dataDir.resolve("member");
    this.walDir = plan.walDir().toAbsolutePath().normalize();
    this.isWalInside = walDir.equals(member.resolve("wal"));
  }

  /** What can be left out. */
  public enum Omission {
    /** Leases; keys that were attached to one stay and do not expire. */
    LEASES,
    /** Users, roles and that they are asked for. */
    AUTH
  }

  /** Who can start on the directory. */
  public enum Format {
    /** Our node. */
    KEELSON,
    /** Upstream's etcd; ours too, by way of an import at its start. */
    UPSTREAM
  }

  /**
   * What to do.
   *
   * @param snapshot the file
   * @param isHashSkipped whether its hash may be wrong or missing
   * @param dataDir must be empty or absent
   * @param walDir must be absent
   * @param cluster the cluster to restore into
   * @param bump by how much the last revision is raised and then marked as compacted, 0 for not
   * @param format who can start on it
   */
  public record Plan(
      Path snapshot,
      boolean isHashSkipped,
      Path dataDir,
      Path walDir,
      NewCluster cluster,
      long bump,
      Format format) {}

  /**
   * Restores.
   *
   * @throws RestoreException with upstream's text where it refuses too
   * @throws IOException if the system refuses; what was written is gone again
   */
  public void run(String newestVersion) throws IOException {
    checkTarget();
    try (BoltFile source = SnapshotFile.open(plan.snapshot(), plan.isHashSkipped())) {
      EtcdDatabase database = new EtcdDatabase(source);
      database.checkVersion(newestVersion);
      if (!omissions.contains(Omission.AUTH)) {
        database.checkAuth();
      }
      boolean isDataDirNew = !Files.exists(dataDir);
      boolean isDone = false;
      try {
        disk.createDirectories(dataDir);
        build(source);
        isDone = true;
      } finally {
        if (!isDone) {
          cleanUp(isDataDirNew);
        }
      }
    }
  }

  /**
   * Checks that nothing would be overwritten; {@link #run} does so too.
   *
   * @throws RestoreException with upstream's text
   */
  public void checkTarget() throws RestoreException {
    if (Files.exists(dataDir, LinkOption.NOFOLLOW_LINKS) && !isEmpty(dataDir)) {
      throw new RestoreException(
          "data-dir \"" + plan.dataDir() + "\" not empty or could not be read");
    }
    if (Files.exists(walDir, LinkOption.NOFOLLOW_LINKS)) {
      throw new RestoreException("wal-dir \"" + plan.walDir() + "\" exists");
    }
  }

  /** Empty but for what an interrupted restore left. */
  private boolean isEmpty(Path directory) {
    try {
      List<String> names = disk.list(directory);
      return names.isEmpty() || names.equals(List.of(unfinished(member).getFileName().toString()));
    } catch (IOException e) {
      return false;
    }
  }

  private static Path unfinished(Path path) {
    return path.resolveSibling(path.getFileName() + UNFINISHED);
  }

  private void build(BoltFile source) throws IOException {
    Path building = unfinished(member);
    Folders.delete(building);
    disk.createDirectories(building);
    Path wal = isWalInside ? building.resolve("wal") : unfinished(walDir);
    if (!isWalInside) {
      Folders.delete(wal);
      disk.createDirectories(Folders.parent(wal));
    }
    switch (plan.format()) {
      case KEELSON -> buildOurs(source, building, wal);
      case UPSTREAM -> buildUpstream(source, building, wal);
    }
    disk.syncDirectory(building);
    disk.rename(building, member);
    disk.syncDirectory(dataDir);
    disk.syncDirectory(Folders.parent(dataDir));
    if (!isWalInside) {
      // After the store has its name: a store without its log does not start, a log without its
      // store would start empty.
      disk.rename(wal, walDir);
      disk.syncDirectory(Folders.parent(walDir));
    }
  }

  private void buildOurs(BoltFile source, Path building, Path wal) throws IOException {
    NewCluster cluster = plan.cluster();
    StoreImport.Start start = new StoreImport.Start(cluster.index(), NewCluster.TERM, plan.bump());
    new StoreImport(source, !omissions.contains(Omission.LEASES))
        .into(building.resolve("store"), cluster.founders(), start);
    StoreFormat.write(disk, building);
    cluster.createLog(disk, walConfig(wal, building.resolve("wal.persisted")));
  }

  private void buildUpstream(BoltFile source, Path building, Path wal) throws IOException {
    NewCluster cluster = plan.cluster();
    Path snap = building.resolve("snap");
    disk.createDirectories(snap);
    UpstreamFiles files = new UpstreamFiles(disk, snap);
    files.writeDatabase(source, cluster, plan.bump());
    files.writeSnap(cluster);
    disk.syncDirectory(snap);
    Path mark = building.resolve("wal.persisted");
    cluster.createLog(disk, walConfig(wal, mark));
    if (disk.exists(mark)) {
      disk.delete(mark); // upstream does not keep it up to date
    }
  }

  private static WalConfig walConfig(Path directory, Path mark) {
    return new WalConfig(directory, mark, WalConfig.SEGMENT_BYTES, WalConfig.RECORD_BYTES_MAX);
  }

  private void cleanUp(boolean isDataDirNew) {
    try {
      Folders.delete(unfinished(member));
      if (!isWalInside) {
        Folders.delete(unfinished(walDir));
      }
      if (isDataDirNew) {
        Files.deleteIfExists(dataDir);
      }
    } catch (IOException e) {
      // The reason of the failure is on its way to the operator; what is left has a telling name.
    }
  }
}
