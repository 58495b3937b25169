package io.keelson.backup.work;

import io.keelson.backup.request.BackupException;
import io.keelson.backup.request.Reason;
import io.keelson.node.bolt.BoltException;
import io.keelson.node.bolt.BoltFile;
import io.keelson.node.config.BadValueException;
import io.keelson.node.config.EtcdUrl;
import io.keelson.node.config.InitialCluster;
import io.keelson.node.config.Versions;
import io.keelson.node.disk.RealDisk;
import io.keelson.node.members.Member;
import io.keelson.node.members.MemberTable.Identity;
import io.keelson.node.restore.NewCluster;
import io.keelson.node.restore.RestoreException;
import io.keelson.node.restore.SnapshotContents;
import io.keelson.node.restore.SnapshotFile;
import io.keelson.node.restore.SnapshotRestore;
import io.keelson.node.restore.SnapshotRestore.Omission;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** From a snapshot's file to a data directory, by the node's own code. */
final class Restoring {
  private Restoring() {}

  /**
   * The cluster that a snapshot is restored into.
   *
   * @param name one of the names in {@code initialCluster}
   * @param initialCluster {@code name=url,…}
   * @param token makes ids unique
   * @param peerUrls of that member, empty for those of {@code initialCluster}
   */
  static NewCluster cluster(String name, String initialCluster, String token, List<String> peerUrls)
      throws BackupException {
    try {
      InitialCluster cluster = InitialCluster.parse(initialCluster);
      List<EtcdUrl> own = cluster.members().get(name);
      if (own == null) {
        throw new BackupException(
            Reason.INVALID_REQUEST,
            "restore.initialCluster \"%s\" does not name the member \"%s\""
                .formatted(initialCluster, name));
      }
      if (!peerUrls.isEmpty()
          && !EtcdUrl.texts(EtcdUrl.parseAll(peerUrls)).equals(EtcdUrl.texts(own))) {
        throw new BackupException(
            Reason.INVALID_REQUEST,
            "restore.peerURLs are not those of restore.initialCluster for \"" + name + "\"");
      }
      Map<String, Long> ids = cluster.memberIds(token);
      List<Member> members = new ArrayList<>();
      cluster
          .members()
          .forEach(
              (each, urls) ->
                  members.add(
                      new Member(
                          ids.getOrDefault(each, 0L),
                          each,
                          EtcdUrl.texts(urls),
                          List.of(),
                          false)));
      return new NewCluster(
          new Identity(ids.getOrDefault(name, 0L), cluster.clusterId(token)), members);
    } catch (BadValueException e) {
      throw new BackupException(
          Reason.INVALID_REQUEST, "the cluster to restore into: " + e.text(), e);
    }
  }

  /** Looks into a snapshot, after its checksum was found right. */
  static SnapshotContents contents(Path snapshot) throws IOException {
    try (BoltFile file = SnapshotFile.openChecked(snapshot)) {
      return SnapshotContents.of(file);
    } catch (RestoreException | BoltException e) {
      throw new BackupException(
          Reason.DAMAGED, "the snapshot is no database of etcd: " + e.getMessage(), e);
    }
  }

  /**
   * Restores.
   *
   * @param dataDir must not exist
   * @param bump by how much the revision is raised and history given up, 0 for not
   */
  static void run(
      Path snapshot, Path dataDir, NewCluster cluster, long bump, Set<Omission> omissions)
      throws IOException {
    SnapshotRestore.Plan plan =
        new SnapshotRestore.Plan(
            snapshot,
            false,
            dataDir,
            dataDir.resolve("member").resolve("wal"),
            cluster,
            bump,
            SnapshotRestore.Format.KEELSON);
    try {
      new SnapshotRestore(new RealDisk(), plan, omissions).run(Versions.CLUSTER);
    } catch (RestoreException | BoltException e) {
      String text = BackupException.text(e);
      throw DiskFiles.explained(new IOException(text, e), DiskFiles.parent(dataDir).toString())
              instanceof BackupException full
          ? full
          : refusal(text, e);
    }
  }

  private static BackupException refusal(String text, IOException e) {
    if (text.contains("is not supported")) {
      return new BackupException(
          Reason.NEWER_VERSION,
          "the snapshot is of a newer version: " + text + ": restore it with that version",
          e);
    }
    if (text.contains("authentication is enabled")) {
      return new BackupException(
          Reason.INVALID_REQUEST,
          "the snapshot has users and roles, which this version cannot restore: set dropAuth",
          e);
    }
    return new BackupException(Reason.DAMAGED, "the snapshot cannot be restored: " + text, e);
  }
}
