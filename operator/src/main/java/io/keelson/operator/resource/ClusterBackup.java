package io.keelson.operator.resource;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.keelson.operator.api.BackupRetentionSpec;
import io.keelson.operator.api.BackupTargetSpec;
import io.keelson.operator.api.DeletePolicy;
import io.keelson.operator.api.EtcdBackup;
import io.keelson.operator.api.EtcdBackupSpec;
import io.keelson.operator.api.EtcdCluster;
import java.util.Map;
import java.util.Optional;

/**
 * The backups that the operator orders by itself. They have no owner: the last one of a cluster
 * outlives it.
 */
public final class ClusterBackup {
  private static final String USE_LABEL = "etcd.keelson.dev/use";
  private static final String NUMBER_LABEL = "etcd.keelson.dev/number";
  private static final String FINAL_DEADLINE = "30m";
  private static final String UPGRADE_KEPT_FOR = "30d";

  private ClusterBackup() {}

  /**
   * The backup for a use.
   *
   * @param number tells it from others of the same cluster
   */
  public static EtcdBackup build(EtcdCluster cluster, BackupUse use, int number) {
    EtcdBackup backup = new EtcdBackup();
    backup.setMetadata(
        new ObjectMetaBuilder()
            .withName(Names.name(cluster) + "-" + use.text() + "-" + number)
            .withNamespace(Names.namespace(cluster))
            .addToLabels(Names.MANAGED_BY_LABEL, Names.MANAGED_BY)
            .addToLabels(USE_LABEL, use.text())
            .addToLabels(NUMBER_LABEL, Integer.toString(number))
            .addToAnnotations(Names.CLUSTER_UID_ANNOTATION, cluster.getMetadata().getUid())
            .addToAnnotations(Names.VERSION_ANNOTATION, cluster.getSpec().version())
            .build());
    backup.setSpec(spec(cluster, use));
    return backup;
  }

  private static EtcdBackupSpec spec(EtcdCluster cluster, BackupUse use) {
    EtcdBackupSpec usual = EtcdBackupSpec.ofCluster(Names.name(cluster));
    BackupTargetSpec own =
        use == BackupUse.UPGRADE ? cluster.getSpec().upgrade().backupTarget() : null;
    return new EtcdBackupSpec(
        usual.clusterRef(),
        null,
        own,
        usual.type(),
        usual.source(),
        usual.compression(),
        own == null ? null : cluster.getSpec().backup().encryption(),
        usual.verify(),
        use == BackupUse.UPGRADE
            ? new BackupRetentionSpec(DeletePolicy.DELETE_OBJECT, UPGRADE_KEPT_FOR)
            : usual.retention(),
        use == BackupUse.FINAL ? FINAL_DEADLINE : usual.deadline(),
        usual.retries(),
        usual.jobTemplate(),
        usual.throttle(),
        usual.copyTo());
  }

  /** What a backup was ordered for; empty: somebody else made it. */
  public static Optional<BackupUse> use(EtcdBackup backup) {
    String label = labels(backup).getOrDefault(USE_LABEL, "");
    for (BackupUse use : BackupUse.values()) {
      if (use.text().equals(label)) {
        return Optional.of(use);
      }
    }
    return Optional.empty();
  }

  /** Its number among those that the operator ordered; 0 for all others. */
  public static int number(EtcdBackup backup) {
    String label = labels(backup).getOrDefault(NUMBER_LABEL, "");
    return label.matches("[0-9]{1,6}") ? Integer.parseInt(label) : 0;
  }

  private static Map<String, String> labels(EtcdBackup backup) {
    Map<String, String> labels = backup.getMetadata().getLabels();
    return labels == null ? Map.of() : labels;
  }
}
