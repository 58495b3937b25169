package io.keelson.operator.resource;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.EtcdMember;
import io.keelson.operator.api.StorageSpec;
import java.util.Map;
import java.util.TreeMap;

/**
 * The claim of a member's volume. Nobody owns it: what becomes of it is decided by the reclaim
 * policy, not by a garbage collector.
 */
public final class DataClaim {
  private DataClaim() {}

  /** For a cluster that keeps its data on disk. */
  public static PersistentVolumeClaim build(EtcdCluster cluster, EtcdMember member) {
    StorageSpec storage = cluster.getSpec().storage();
    Map<String, String> labels =
        new TreeMap<>(
            Names.memberLabels(cluster, member.getSpec().memberName(), member.getSpec().slot()));
    labels.put(Names.INCARNATION_LABEL, Integer.toString(member.getSpec().incarnation()));
    ObjectMeta metadata =
        Owners.unowned(cluster, Names.claim(member), labels)
            .edit()
            .addToAnnotations(Names.CLUSTER_UID_ANNOTATION, cluster.getMetadata().getUid())
            .build();
    return new PersistentVolumeClaimBuilder()
        .withMetadata(metadata)
        .withNewSpec()
        .withAccessModes("ReadWriteOnce")
        .withStorageClassName(storage.storageClassName())
        .withNewResources()
        .addToRequests("storage", storage.size())
        .endResources()
        .endSpec()
        .build();
  }
}
