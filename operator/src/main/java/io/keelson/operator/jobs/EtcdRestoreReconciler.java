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
import io.keelson.operator.api.EtcdRestore;
import io.keelson.operator.api.EtcdRestoreStatus;
import io.keelson.operator.resource.Names;
import io.keelson.operator.resource.RehearsalJob;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What the framework calls for each restore. One that is deleted needs nothing: its jobs go with
 * it, and a cluster that has taken its order goes on by itself.
 */
@ControllerConfiguration(
    name = "etcdrestore",
    maxReconciliationInterval = @MaxReconciliationInterval(interval = 1, timeUnit = TimeUnit.HOURS))
public final class EtcdRestoreReconciler implements Reconciler<EtcdRestore> {
  private static final Duration AFTER_ERROR = Duration.ofSeconds(10);

  private final RestoreLoop loop;

  /** A reconciler that does its work in a loop. */
  public EtcdRestoreReconciler(RestoreLoop loop) {
    this.loop = loop;
  }

  /** Jobs and pods only wake the loop; it reads them itself. */
  @Override
  public List<EventSource<?, EtcdRestore>> prepareEventSources(
      EventSourceContext<EtcdRestore> context) {
    return List.of(informer(Job.class, context), informer(Pod.class, context));
  }

  private static <T extends HasMetadata> InformerEventSource<T, EtcdRestore> informer(
      Class<T> kind, EventSourceContext<EtcdRestore> context) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(kind, EtcdRestore.class)
            .withLabelSelector(
                Names.MANAGED_BY_LABEL
                    + "="
                    + Names.MANAGED_BY
                    + ","
                    + RehearsalJob.REHEARSAL_LABEL)
            .withSecondaryToPrimaryMapper(EtcdRestoreReconciler::restoreOf)
            .withNamespacesInheritedFromController()
            .build(),
        context);
  }

  private static Set<ResourceID> restoreOf(HasMetadata object) {
    Map<String, String> labels = object.getMetadata().getLabels();
    String restore = labels == null ? null : labels.get(RehearsalJob.REHEARSAL_LABEL);
    return restore == null
        ? Set.of()
        : Set.of(new ResourceID(restore, object.getMetadata().getNamespace()));
  }

  @Override
  public UpdateControl<EtcdRestore> reconcile(EtcdRestore restore, Context<EtcdRestore> context) {
    RestoreLoop.Result result = loop.turn(restore);
    UpdateControl<EtcdRestore> control =
        result.status().isPresent()
            ? UpdateControl.patchStatus(withStatus(restore, result.status().get()))
            : UpdateControl.noUpdate();
    return control.rescheduleAfter(result.next());
  }

  @Override
  public ErrorStatusUpdateControl<EtcdRestore> updateErrorStatus(
      EtcdRestore restore, Context<EtcdRestore> context, Exception e) {
    return ErrorStatusUpdateControl.<EtcdRestore>noStatusUpdate().rescheduleAfter(AFTER_ERROR);
  }

  /** A fresh object: what it does not name, it does not claim. */
  private static EtcdRestore withStatus(EtcdRestore restore, EtcdRestoreStatus status) {
    EtcdRestore patch = new EtcdRestore();
    patch.getMetadata().setName(restore.getMetadata().getName());
    patch.getMetadata().setNamespace(restore.getMetadata().getNamespace());
    patch.setStatus(status);
    return patch;
  }
}
