package io.keelson.node.restore;

import io.keelson.node.bolt.BoltFile;
import io.keelson.node.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Copies a snapshot so that an older upstream starts from it: what says which version wrote it is
 * lowered, or left out where the older version does not know it. Keys, history, leases and members
 * stay as they are.
 */
public final class SnapshotConversion {
  /** What {@code --target-version} may be, oldest first. */
  public static final List<String> TARGETS = List.of("3.5", "3.6", "3.7");

  private static final String WITHOUT_STORAGE_VERSION = "3.5";

  private SnapshotConversion() {}

  /**
   * Converts.
   *
   * @param source a checked snapshot
   * @param target one of {@link #TARGETS}
   * @param output file that does not exist
   * @throws RestoreException if the snapshot is older than the target
   */
  public static void run(Disk disk, BoltFile source, String target, Path output)
      throws IOException {
    EtcdDatabase database = new EtcdDatabase(source);
    String version = target + ".0";
    database.checkSupported(TARGETS.getLast() + ".0");
    if (Files.exists(output, LinkOption.NOFOLLOW_LINKS)) {
      throw new RestoreException(output + " exists");
    }
    SnapshotStatus.of(source); // reads every row, and fails where one is damaged
    DatabaseCopy copy = new DatabaseCopy(source);
    String storage = database.storageVersion();
    if (isOlder(storage, version)) {
      throw new RestoreException(
          "the snapshot has the version \""
              + (storage == null ? "3.5" : storage)
              + "\", which is not newer than "
              + target);
    }
    EditedBucket meta = copy.bucket(EtcdDatabase.META);
    if (target.equals(WITHOUT_STORAGE_VERSION)) {
      meta.remove(EtcdDatabase.STORAGE_VERSION);
    } else {
      meta.set(EtcdDatabase.name(EtcdDatabase.STORAGE_VERSION), EtcdDatabase.name(version));
    }
    String cluster = database.clusterVersion();
    EditedBucket clusterBucket = copy.bucket(EtcdDatabase.CLUSTER).remove(EtcdDatabase.DOWNGRADE);
    if (cluster != null
        && EtcdDatabase.versionNumber(cluster) > EtcdDatabase.versionNumber(version)) {
      clusterBucket.set(
          EtcdDatabase.name(EtcdDatabase.CLUSTER_VERSION), EtcdDatabase.name(version));
    }
    write(disk, copy, output);
  }

  private static boolean isOlder(@Nullable String storage, String version) throws RestoreException {
    int found =
        EtcdDatabase.versionNumber(storage == null ? WITHOUT_STORAGE_VERSION + ".0" : storage);
    return found < EtcdDatabase.versionNumber(version);
  }

  private static void write(Disk disk, DatabaseCopy copy, Path output) throws IOException {
    Path part = output.resolveSibling(output.getFileName() + ".part");
    Files.deleteIfExists(part);
    boolean isDone = false;
    try {
      copy.writeTo(part, true);
      disk.rename(part, output);
      disk.syncDirectory(Folders.parent(output));
      isDone = true;
    } finally {
      if (!isDone) {
        Files.deleteIfExists(part);
      }
    }
  }
}
