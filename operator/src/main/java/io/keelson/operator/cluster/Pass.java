package io.keelson.operator.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.keelson.operator.api.EtcdBackup;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.EtcdMember;
import io.keelson.operator.api.EtcdRestore;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The objects of one cluster, from the caches.
 *
 * @param members records of members
 * @param pods their pods
 * @param claims claims, also of former members
 * @param others services, budgets and policies
 * @param restores restores that name it
 * @param backups those that name the cluster
 */
record Pass(
    List<EtcdMember> members,
    List<Pod> pods,
    List<PersistentVolumeClaim> claims,
    List<HasMetadata> others,
    List<EtcdBackup> backups,
    List<EtcdRestore> restores) {
  static Pass of(Context<EtcdCluster> context) {
    List<HasMetadata> others = new ArrayList<>();
    Stream.of(Service.class, PodDisruptionBudget.class, NetworkPolicy.class)
        .forEach(kind -> others.addAll(context.getSecondaryResources(kind)));
    return new Pass(
        List.copyOf(context.getSecondaryResources(EtcdMember.class)),
        List.copyOf(context.getSecondaryResources(Pod.class)),
        List.copyOf(context.getSecondaryResources(PersistentVolumeClaim.class)),
        others,
        List.copyOf(context.getSecondaryResources(EtcdBackup.class)),
        List.copyOf(context.getSecondaryResources(EtcdRestore.class)));
  }
}
