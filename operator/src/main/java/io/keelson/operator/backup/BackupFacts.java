package io.keelson.operator.backup;

import io.keelson.operator.api.BackupEncryptionSpec;
import io.keelson.operator.api.BackupResolved;
import io.keelson.operator.api.BackupTargetSpec;
import io.keelson.operator.api.EtcdBackup;
import io.keelson.operator.api.EtcdBackupSpec;
import io.keelson.operator.api.EtcdCluster;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One picture of one backup.
 *
 * @param backup with its previous status
 * @param cluster the one that it names; null if there is none of this name
 * @param jobs its jobs, as the API server has them now
 * @param found secrets and claims that its jobs mount
 * @param namespaceTerminating the namespace is being deleted, and takes no new objects
 * @param now when the picture was taken
 */
public record BackupFacts(
    EtcdBackup backup,
    @Nullable EtcdCluster cluster,
    List<JobFacts> jobs,
    Needs.Found found,
    boolean namespaceTerminating,
    Instant now) {
  public BackupFacts {
    jobs = List.copyOf(jobs);
  }

  /** Target and encryption: as they were when it began; before, as they are now. */
  public static Optional<BackupResolved> resolve(EtcdBackup backup, @Nullable EtcdCluster cluster) {
    BackupResolved latched = backup.statusOrEmpty().resolved();
    if (latched != null) {
      return Optional.of(latched);
    }
    EtcdBackupSpec spec = backup.getSpec();
    BackupTargetSpec own = spec.target();
    if (own != null) {
      return Optional.of(new BackupResolved(own, spec.encryption()));
    }
    BackupTargetSpec common = cluster == null ? null : cluster.getSpec().backup().target();
    if (cluster == null || common == null) {
      return Optional.empty();
    }
    BackupEncryptionSpec encryption = spec.encryption();
    return Optional.of(
        new BackupResolved(
            common, encryption == null ? cluster.getSpec().backup().encryption() : encryption));
  }

  /** All that a job of this backup may mount; nothing while its target is not known. */
  public static Optional<Needs> needs(EtcdBackup backup, @Nullable EtcdCluster cluster) {
    return storeNeeds(backup, cluster).map(needs -> needs.andSource(backup, cluster));
  }

  /** What a job mounts that does not read the cluster. */
  static Optional<Needs> storeNeeds(EtcdBackup backup, @Nullable EtcdCluster cluster) {
    BackupResolved resolved = resolve(backup, cluster).orElse(null);
    BackupTargetSpec target = resolved == null ? null : resolved.target();
    return resolved == null || target == null
        ? Optional.empty()
        : Optional.of(Needs.ofStore(target, resolved.encryption(), backup.getSpec().copyTo()));
  }
}
