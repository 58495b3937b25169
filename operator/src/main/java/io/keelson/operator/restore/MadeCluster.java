package io.keelson.operator.restore;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.keelson.operator.api.BackupTargetSpec;
import io.keelson.operator.api.BootstrapRestoreSpec;
import io.keelson.operator.api.BootstrapSpec;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.EtcdRestore;
import io.keelson.operator.api.EtcdRestoreSpec;
import io.keelson.operator.api.ResolvedSource;
import io.keelson.operator.api.StoredBackupSpec;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The cluster that a restore makes: as the template has it, and beginning with the backup. The
 * template is handed on as it is, so that the API server judges it.
 */
public final class MadeCluster {
  private static final ObjectMapper JSON = new ObjectMapper();

  private MadeCluster() {}

  /** The cluster; nobody owns it, so it stays when the restore is deleted. */
  public static GenericKubernetesResource build(EtcdRestore restore, ResolvedSource source) {
    EtcdRestoreSpec spec = restore.getSpec();
    String key = source.key() != null ? source.key() : source.rawKey();
    BootstrapRestoreSpec begin =
        new BootstrapRestoreSpec(
            null,
            new StoredBackupSpec(
                Objects.requireNonNullElse(
                    source.target(), new BackupTargetSpec(null, null, null, null)),
                Objects.requireNonNullElse(key, ""),
                source.sha256()),
            source.encryption(),
            spec.revisionBump(),
            spec.markCompacted(),
            spec.allowNoBump(),
            spec.dropLeases(),
            spec.dropAuth());
    Map<String, Object> wanted = new TreeMap<>();
    if (spec.clusterTemplate() != null) {
      wanted.putAll(spec.clusterTemplate());
    }
    wanted.put("bootstrap", JSON.convertValue(new BootstrapSpec(begin), Map.class));
    GenericKubernetesResource cluster = new GenericKubernetesResource();
    cluster.setApiVersion(EtcdCluster.GROUP + "/" + EtcdCluster.VERSION);
    cluster.setKind("EtcdCluster");
    cluster.setMetadata(
        new ObjectMetaBuilder()
            .withName(spec.clusterName())
            .withNamespace(restore.getMetadata().getNamespace())
            .addToAnnotations(RestorePlanner.MADE_BY_ANNOTATION, restore.getMetadata().getUid())
            .build());
    cluster.setAdditionalProperty("spec", wanted);
    return cluster;
  }
}
