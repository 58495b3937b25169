package io.keelson.operator.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.keelson.operator.api.ClusterRef;
import io.keelson.operator.api.EtcdBackup;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.EtcdClusterStatus;
import io.keelson.operator.api.EtcdMember;
import io.keelson.operator.api.EtcdRestore;
import io.keelson.operator.resource.Names;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What the framework calls for each cluster. The work is done in {@link ClusterLoop}. */
@ControllerConfiguration(
    name = "etcdcluster",
    finalizerName = "etcd.keelson.dev/cluster",
    maxReconciliationInterval =
        @MaxReconciliationInterval(interval = 1, timeUnit = TimeUnit.MINUTES))
public final class EtcdClusterReconciler implements Reconciler<EtcdCluster>, Cleaner<EtcdCluster> {
  private static final Duration AFTER_ERROR = Duration.ofSeconds(5);

  private final ClusterLoop loop;

  /** A reconciler that does its work in a loop. */
  public EtcdClusterReconciler(ClusterLoop loop) {
    this.loop = loop;
  }

  @Override
  public List<EventSource<?, EtcdCluster>> prepareEventSources(
      EventSourceContext<EtcdCluster> context) {
    return List.of(
        informer(EtcdMember.class, context),
        informer(Pod.class, context),
        informer(PersistentVolumeClaim.class, context),
        informer(Service.class, context),
        informer(PodDisruptionBudget.class, context),
        informer(NetworkPolicy.class, context),
        backups(context),
        restores(context));
  }

  /** Restores are users' own; those in place of a cluster name it. */
  private static InformerEventSource<EtcdRestore, EtcdCluster> restores(
      EventSourceContext<EtcdCluster> context) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(EtcdRestore.class, EtcdCluster.class)
            .withSecondaryToPrimaryMapper(EtcdClusterReconciler::restored)
            .withNamespacesInheritedFromController()
            .build(),
        context);
  }

  private static Set<ResourceID> restored(EtcdRestore restore) {
    String cluster = restore.getSpec() == null ? null : restore.getSpec().clusterName();
    return cluster == null
        ? Set.of()
        : Set.of(new ResourceID(cluster, restore.getMetadata().getNamespace()));
  }

  /** Only what the operator made is watched, so that memory grows with clusters, not with pods. */
  private static <T extends HasMetadata> InformerEventSource<T, EtcdCluster> informer(
      Class<T> kind, EventSourceContext<EtcdCluster> context) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(kind, EtcdCluster.class)
            .withLabelSelector(Names.MANAGED_BY_LABEL + "=" + Names.MANAGED_BY)
            .withSecondaryToPrimaryMapper(EtcdClusterReconciler::clusterOf)
            .withNamespacesInheritedFromController()
            .build(),
        context);
  }

  /** All of them, also those that users made. */
  private static InformerEventSource<EtcdBackup, EtcdCluster> backups(
      EventSourceContext<EtcdCluster> context) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(EtcdBackup.class, EtcdCluster.class)
            .withSecondaryToPrimaryMapper(EtcdClusterReconciler::backedUpBy)
            .withNamespacesInheritedFromController()
            .build(),
        context);
  }

  private static Set<ResourceID> backedUpBy(EtcdBackup backup) {
    ClusterRef reference = backup.getSpec() == null ? null : backup.getSpec().clusterRef();
    return reference == null
        ? Set.of()
        : Set.of(new ResourceID(reference.name(), backup.getMetadata().getNamespace()));
  }

  private static Set<ResourceID> clusterOf(HasMetadata object) {
    Map<String, String> labels = object.getMetadata().getLabels();
    String cluster = labels == null ? null : labels.get(Names.CLUSTER_LABEL);
    return cluster == null
        ? Set.of()
        : Set.of(new ResourceID(cluster, object.getMetadata().getNamespace()));
  }

  @Override
  public UpdateControl<EtcdCluster> reconcile(EtcdCluster cluster, Context<EtcdCluster> context)
      throws InterruptedException {
    ClusterLoop.Result result = loop.turn(cluster, Pass.of(context));
    UpdateControl<EtcdCluster> control =
        result.status().isPresent()
            ? UpdateControl.patchStatus(withStatus(cluster, result.status().get()))
            : UpdateControl.noUpdate();
    return control.rescheduleAfter(result.next());
  }

  @Override
  public DeleteControl cleanup(EtcdCluster cluster, Context<EtcdCluster> context)
      throws InterruptedException {
    ClusterLoop.Result result = loop.turn(cluster, Pass.of(context));
    result
        .status()
        .ifPresent(
            status ->
                PrimaryUpdateAndCacheUtils.ssaPatchStatusAndCacheResource(
                    cluster, withStatus(cluster, status), context));
    return result.finished()
        ? DeleteControl.defaultDelete()
        : DeleteControl.noFinalizerRemoval().rescheduleAfter(result.next().toMillis());
  }

  @Override
  public ErrorStatusUpdateControl<EtcdCluster> updateErrorStatus(
      EtcdCluster cluster, Context<EtcdCluster> context, Exception e) {
    EtcdClusterStatus status = loop.failed(cluster, e);
    return ErrorStatusUpdateControl.patchStatus(withStatus(cluster, status))
        .rescheduleAfter(AFTER_ERROR);
  }

  /** A fresh object: what it does not name, it does not claim. */
  private static EtcdCluster withStatus(EtcdCluster cluster, EtcdClusterStatus status) {
    EtcdCluster patch = new EtcdCluster();
    patch.getMetadata().setName(cluster.getMetadata().getName());
    patch.getMetadata().setNamespace(cluster.getMetadata().getNamespace());
    patch.setSpec(null);
    patch.setStatus(status);
    return patch;
  }
}
