package io.keelson.backup.work;

import com.google.gson.JsonObject;
import io.keelson.backup.manifest.Manifest;
import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Reason;
import io.keelson.backup.request.Request;
import io.keelson.backup.source.MemberCalls;
import io.keelson.backup.store.Store;
import io.keelson.node.log.Field;
import io.keelson.node.restore.SnapshotContents;
import io.keelson.node.restore.SnapshotRestore.Omission;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Proves a backup: reads all of it and checks every layer, and if asked for restores it into
 * scratch space, starts a server of its own there, and compares what that says with the manifest.
 */
public final class VerifyCommand implements Command {
  private static final Duration START = Duration.ofMinutes(15);

  @Override
  public JsonObject run(Session session) throws IOException, InterruptedException {
    Request request = session.request();
    try (Store store = session.openTarget()) {
      StoredBackup backup =
          StoredBackup.find(
              store, request.requiredKey(), request.backup().uid(), request.verify().sha256());
      return request.verify().isRestored() ? restore(session, backup) : check(session, backup);
    }
  }

  private static JsonObject check(Session session, StoredBackup backup) throws IOException {
    long started = session.nanoClock().getAsLong();
    long size = backup.read(session.places().encryption(), OutputStream.nullOutputStream());
    JsonObject result = new JsonObject();
    result.addProperty("level", "Checksum");
    result.addProperty("seconds", session.secondsSince(started));
    result.addProperty("message", "%d bytes are as they were taken".formatted(size));
    return result;
  }

  private static JsonObject restore(Session session, StoredBackup backup)
      throws IOException, InterruptedException {
    Path scratch = session.places().scratch();
    Path folder = scratch.resolve("verify");
    try {
      DiskFiles.delete(folder);
      Files.createDirectories(folder);
      return new Rehearsal(session, backup, folder).run();
    } catch (IOException e) {
      throw DiskFiles.explained(e, scratch.toString());
    } finally {
      DiskFiles.delete(folder);
    }
  }

  /** One restore into a folder. */
  private record Rehearsal(Session session, StoredBackup backup, Path folder) {
    JsonObject run() throws IOException, InterruptedException {
      long started = session.nanoClock().getAsLong();
      Path file = folder.resolve("snapshot.db");
      try (OutputStream out = DiskFiles.create(file)) {
        backup.read(session.places().encryption(), out);
      }
      SnapshotContents contents = Restoring.contents(file);
      Path dataDir = folder.resolve("data");
      // Users would only keep this process from asking.
      Restoring.run(
          file,
          dataDir,
          Restoring.cluster(
              "etcd-backup", "etcd-backup=http://127.0.0.1:1", "rehearsal", List.of()),
          0,
          EnumSet.of(Omission.AUTH));
      DiskFiles.delete(file);
      try (NodeProcess node =
          NodeProcess.start(session.node(), dataDir, folder.resolve("etcd.log"), List.of())) {
        var _ = node.awaitLeader(START);
        double seconds = session.secondsSince(started);
        session.log().info("restored server answers", Field.of("seconds", seconds));
        JsonObject result = new JsonObject();
        result.addProperty("level", "Restore");
        result.addProperty("restoreSeconds", seconds);
        compare(node.calls(), contents, result);
        probe(node.calls(), contents.revision(), result);
        result.addProperty("leases", contents.leases());
        result.addProperty("authEnabled", contents.isAuthEnabled());
        result.addProperty("seconds", session.secondsSince(started));
        return result;
      }
    }

    private void compare(MemberCalls node, SnapshotContents contents, JsonObject result)
        throws BackupException {
      @Nullable Manifest manifest = backup.manifest();
      if (manifest == null) {
        return;
      }
      Manifest.Contents expected = manifest.contents();
      if (expected.revision() != contents.revision()) {
        throw mismatch(
            "its last revision is %d, the manifest tells of %d"
                .formatted(contents.revision(), expected.revision()));
      }
      OptionalLong keys = node.countKeys(expected.revision());
      if (expected.keys() >= 0 && keys.isPresent() && keys.getAsLong() != expected.keys()) {
        throw mismatch(
            "it has %d keys, the source had %d".formatted(keys.getAsLong(), expected.keys()));
      }
      MemberCalls.Hash hash = hash(node, expected, contents);
      result.addProperty("hash", hash.hash());
      Manifest.@Nullable Hash wanted = expected.hash();
      boolean isComparable =
          wanted != null
              && wanted.revision() == hash.revision()
              && wanted.compactRevision() == hash.compactRevision();
      if (isComparable && wanted != null && wanted.hash() != hash.hash()) {
        throw mismatch(
            "its keys have the hash %d, those of the source %d at revision %d"
                .formatted(hash.hash(), wanted.hash(), hash.revision()));
      }
      result.addProperty(
          "message",
          isComparable
              ? "restored and started; hash of all keys equals the source's"
              : "restored and started; the source told no comparable hash, keys were counted");
    }

    /** Hashes of different compactions differ, so this server gives up as much as the source. */
    private static MemberCalls.Hash hash(
        MemberCalls node, Manifest.Contents expected, SnapshotContents contents)
        throws BackupException {
      Manifest.@Nullable Hash wanted = expected.hash();
      if (wanted != null && wanted.compactRevision() > contents.compactRevision()) {
        node.compact(wanted.compactRevision());
      }
      return node.hash(contents.revision());
    }

    private static BackupException mismatch(String how) {
      return new BackupException(
          Reason.HASH_MISMATCH,
          "the restored snapshot differs from its source: %s: take a new backup, and check the members for corruption"
              .formatted(how));
    }

    private void probe(MemberCalls node, long revision, JsonObject result) throws BackupException {
      long keys = node.countKeys(revision).orElse(-1);
      result.addProperty("keys", keys);
      Request.Verify verify = session.request().verify();
      if (keys < verify.minKeys()) {
        throw new BackupException(
            Reason.PROBE_FAILED,
            "the backup has %d keys, at least %d are expected".formatted(keys, verify.minKeys()));
      }
      for (String key : verify.keys()) {
        if (!node.hasKey(key)) {
          throw new BackupException(
              Reason.PROBE_FAILED, "the backup lacks the key \"" + key + "\"");
        }
      }
    }
  }
}
