package io.keelson.operator.jobs;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.keelson.operator.api.EtcdBackup;
import io.keelson.operator.api.EtcdBackupStatus;
import io.keelson.operator.resource.BackupNames;
import io.keelson.operator.resource.Names;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What the framework calls for each backup, also for one that is being deleted: only some get a
 * finalizer, so this does not leave finalizers to the framework. Annotations count, too.
 */
@ControllerConfiguration(
    name = "etcdbackup",
    generationAwareEventProcessing = false,
    triggerReconcilerOnAllEvents = true,
    maxReconciliationInterval = @MaxReconciliationInterval(interval = 1, timeUnit = TimeUnit.HOURS))
public final class EtcdBackupReconciler implements Reconciler<EtcdBackup> {
  private static final Duration AFTER_ERROR = Duration.ofSeconds(10);

  private final BackupLoop loop;

  /** A reconciler that does its work in a loop. */
  public EtcdBackupReconciler(BackupLoop loop) {
    this.loop = loop;
  }

  /** Jobs and pods only wake the loop; it reads them itself. */
  @Override
  public List<EventSource<?, EtcdBackup>> prepareEventSources(
      EventSourceContext<EtcdBackup> context) {
    return List.of(informer(Job.class, context), informer(Pod.class, context));
  }

  private static <T extends HasMetadata> InformerEventSource<T, EtcdBackup> informer(
      Class<T> kind, EventSourceContext<EtcdBackup> context) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(kind, EtcdBackup.class)
            .withLabelSelector(
                Names.MANAGED_BY_LABEL + "=" + Names.MANAGED_BY + "," + BackupNames.BACKUP_LABEL)
            .withSecondaryToPrimaryMapper(EtcdBackupReconciler::backupOf)
            .withNamespacesInheritedFromController()
            .build(),
        context);
  }

  private static Set<ResourceID> backupOf(HasMetadata object) {
    Map<String, String> labels = object.getMetadata().getLabels();
    String backup = labels == null ? null : labels.get(BackupNames.BACKUP_LABEL);
    return backup == null
        ? Set.of()
        : Set.of(new ResourceID(backup, object.getMetadata().getNamespace()));
  }

  @Override
  public UpdateControl<EtcdBackup> reconcile(EtcdBackup backup, Context<EtcdBackup> context) {
    if (context.isPrimaryResourceDeleted()) {
      loop.forget(backup);
      return UpdateControl.noUpdate();
    }
    BackupLoop.Result result = loop.turn(backup);
    UpdateControl<EtcdBackup> control =
        result.status().isPresent()
            ? UpdateControl.patchStatus(withStatus(backup, result.status().get()))
            : UpdateControl.noUpdate();
    return control.rescheduleAfter(result.next());
  }

  @Override
  public ErrorStatusUpdateControl<EtcdBackup> updateErrorStatus(
      EtcdBackup backup, Context<EtcdBackup> context, Exception e) {
    return ErrorStatusUpdateControl.<EtcdBackup>noStatusUpdate().rescheduleAfter(AFTER_ERROR);
  }

  /** A fresh object: what it does not name, it does not claim. */
  private static EtcdBackup withStatus(EtcdBackup backup, EtcdBackupStatus status) {
    EtcdBackup patch = new EtcdBackup();
    patch.getMetadata().setName(backup.getMetadata().getName());
    patch.getMetadata().setNamespace(backup.getMetadata().getNamespace());
    patch.setStatus(status);
    return patch;
  }
}
