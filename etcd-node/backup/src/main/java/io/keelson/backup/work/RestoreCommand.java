package io.keelson.backup.work;

import com.google.gson.JsonObject;
import io.keelson.backup.manifest.Manifest;
import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Reason;
import io.keelson.backup.request.Request;
import io.keelson.backup.store.Store;
import io.keelson.node.log.Field;
import io.keelson.node.restore.NewCluster;
import io.keelson.node.restore.RestoredStore;
import io.keelson.node.restore.SnapshotContents;
import io.keelson.node.restore.SnapshotRestore.Omission;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Restores a backup, or a snapshot that somebody else took, into a member's data directory. Nothing
 * gets that name before all of it was compared with what was backed up.
 */
public final class RestoreCommand implements Command {
  private static final long BUMP_LEAST = 1_000_000_000;

  @Override
  public JsonObject run(Session session) throws IOException {
    Request request = session.request();
    Request.Restore restore = required(request);
    Path dataDir = session.places().at(restore.dataDir());
    Placement placement = new Placement(dataDir, restore.id(), false);
    @Nullable JsonObject done = placement.begin();
    if (done != null) {
      session.log().info("restored before", Field.of("id", restore.id()));
      return done;
    }
    // Before anything is read.
    NewCluster cluster = cluster(restore);
    try (Store store = session.openTarget()) {
      StoredBackup backup =
          restore.rawKey() != null
              ? StoredBackup.raw(store, restore.rawKey(), restore.sha256())
              : StoredBackup.find(store, request.requiredKey(), "", restore.sha256());
      Path snapshot = room(session, placement, backup.size());
      try {
        try (OutputStream out = DiskFiles.create(snapshot)) {
          backup.read(session.places().encryption(), out);
        }
        session.log().info("snapshot is whole", Field.of("uri", backup.uri()));
        JsonObject result =
            build(session, restore, cluster, snapshot, placement.building(), backup.manifest());
        placement.complete(result);
        return result;
      } finally {
        DiskFiles.delete(snapshot);
      }
    } catch (IOException e) {
      throw DiskFiles.explained(e, DiskFiles.parent(dataDir).toString());
    }
  }

  /** The part of the request that says where to restore to. */
  static Request.Restore required(Request request) throws BackupException {
    Request.@Nullable Restore restore = request.restore();
    if (restore == null) {
      throw new BackupException(Reason.INVALID_REQUEST, "request.restore is missing");
    }
    Long bump = restore.revisionBump();
    if (!restore.isMarkCompacted() && (bump == null || bump != 0)) {
      throw new BackupException(
          Reason.INVALID_REQUEST,
          "restore.markCompacted can only be false with a revisionBump of 0: watchers from before the restore"
              + " would miss changes without being told");
    }
    return restore;
  }

  /** The cluster that the request restores into. */
  static NewCluster cluster(Request.Restore restore) throws BackupException {
    return Restoring.cluster(
        restore.name(), restore.initialCluster(), restore.token(), restore.peerUrls());
  }

  /** A file for the snapshot: in scratch space if it is large enough, else on the volume. */
  private static Path room(Session session, Placement placement, long size) throws IOException {
    Path scratch = session.places().scratch();
    if (Files.isDirectory(scratch)
        && Files.isWritable(scratch)
        && size > 0
        && Files.getFileStore(scratch).getUsableSpace() > size + (size >> 3)) {
      return scratch.resolve("restore.db");
    }
    return placement.snapshot();
  }

  /**
   * Builds a data directory and compares it with the manifest.
   *
   * @param manifest null if there is none; then the snapshot's own checks must do
   * @return what was restored
   */
  static JsonObject build(
      Session session,
      Request.Restore restore,
      NewCluster cluster,
      Path snapshot,
      Path building,
      @Nullable Manifest manifest)
      throws IOException {
    SnapshotContents contents = Restoring.contents(snapshot);
    long bump = bump(restore, contents.revision());
    Set<Omission> omissions = EnumSet.noneOf(Omission.class);
    if (restore.isLeasesDropped()) {
      omissions.add(Omission.LEASES);
    }
    if (restore.isAuthDropped()) {
      omissions.add(Omission.AUTH);
    }
    Restoring.run(snapshot, building, cluster, bump, omissions);
    JsonObject result = new JsonObject();
    result.addProperty("revision", contents.revision());
    compare(building, contents, manifest, result);
    if (manifest != null && manifest.result().has("snapshotTime")) {
      result.add("snapshotTime", manifest.result().get("snapshotTime"));
    }
    result.addProperty("leases", restore.isLeasesDropped() ? 0 : contents.leases());
    result.addProperty("authEnabled", contents.isAuthEnabled() && !restore.isAuthDropped());
    session
        .log()
        .info(
            "data directory restored",
            Field.of("revision", contents.revision()),
            Field.of("bump", bump));
    return result;
  }

  private static void compare(
      Path building, SnapshotContents contents, @Nullable Manifest manifest, JsonObject result)
      throws IOException {
    Manifest.@Nullable Contents expected = manifest == null ? null : manifest.contents();
    Manifest.@Nullable Hash wanted = expected == null ? null : expected.hash();
    long compactRevision =
        wanted == null
            ? contents.compactRevision()
            : Math.max(wanted.compactRevision(), contents.compactRevision());
    try (RestoredStore store = RestoredStore.open(building)) {
      long hash = store.hash(contents.revision(), compactRevision);
      long keys = store.countKeys(contents.revision());
      result.addProperty("bumpedTo", store.revision());
      result.addProperty("keys", keys);
      result.addProperty("hash", hash);
      if (expected == null) {
        return;
      }
      if (expected.revision() != contents.revision()) {
        throw mismatch("revision", contents.revision(), expected.revision());
      }
      if (wanted != null
          && wanted.revision() == contents.revision()
          && wanted.compactRevision() == compactRevision
          && wanted.hash() != hash) {
        throw mismatch("hash of all keys", hash, wanted.hash());
      }
      if (expected.keys() >= 0 && expected.keys() != keys) {
        throw mismatch("number of keys", keys, expected.keys());
      }
    }
  }

  private static BackupException mismatch(String what, long found, long expected) {
    return new BackupException(
        Reason.HASH_MISMATCH,
        "what was restored differs from what was backed up: its %s is %d instead of %d; nothing was put in place: restore another backup"
            .formatted(what, found, expected));
  }

  /** By how much the revision is raised. */
  static long bump(Request.Restore restore, long revision) {
    Long given = restore.revisionBump();
    if (given != null) {
      return given;
    }
    long lost = Math.max(0, restore.lastKnownRevision() - revision);
    return Math.max(BUMP_LEAST, lost + lost / 5 + 1);
  }
}
