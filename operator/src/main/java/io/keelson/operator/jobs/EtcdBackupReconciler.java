package io.keelson.operator.jobs;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
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
import io.keelson.operator.backup.BackupPlanner;
import io.keelson.operator.resource.BackupNames;
import io.keelson.operator.resource.Names;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What the framework calls for each backup. It tells of deletions only by a finalizer, so every
 * backup has one; where the stored objects stay it goes at once. Annotations count as changes, too.
 */
@ControllerConfiguration(
    name = EtcdBackupReconciler.NAME,
    finalizerName = BackupPlanner.FINALIZER,
    generationAwareEventProcessing = false,
    maxReconciliationInterval = @MaxReconciliationInterval(interval = 1, timeUnit = TimeUnit.HOURS))
public final class EtcdBackupReconciler implements Reconciler<EtcdBackup>, Cleaner<EtcdBackup> {
  static final String NAME = "etcdbackup";

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
    BackupLoop.Result result = loop.turn(backup);
    UpdateControl<EtcdBackup> control =
        result.status().isPresent()
            ? UpdateControl.patchStatus(withStatus(backup, result.status().get()))
            : UpdateControl.noUpdate();
    return control.rescheduleAfter(result.next());
  }

  @Override
  public DeleteControl cleanup(EtcdBackup backup, Context<EtcdBackup> context) {
    BackupLoop.Result result = loop.turn(backup);
    if (result.finished()) {
      loop.forget(backup);
      return DeleteControl.defaultDelete();
    }
    result.status().ifPresent(status -> loop.write(withStatus(backup, status)));
    return DeleteControl.noFinalizerRemoval().rescheduleAfter(result.next().toMillis());
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
