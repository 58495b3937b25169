package io.keelson.operator.schedules;

import io.fabric8.kubernetes.api.model.HasMetadata;
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
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.keelson.operator.api.EtcdBackup;
import io.keelson.operator.api.EtcdBackupSchedule;
import io.keelson.operator.api.EtcdBackupScheduleStatus;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.resource.ScheduledBackup;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the framework calls for each schedule. The work is done in {@link ScheduleLoop}. There is no
 * finalizer: what a schedule made stays when it goes.
 */
@ControllerConfiguration(
    name = "etcdbackupschedule",
    maxReconciliationInterval =
        @MaxReconciliationInterval(interval = 1, timeUnit = TimeUnit.MINUTES))
public final class EtcdBackupScheduleReconciler implements Reconciler<EtcdBackupSchedule> {
  private static final Duration AFTER_ERROR = Duration.ofSeconds(5);

  private final ScheduleLoop loop;

  /**
   * Without a finalizer nobody tells that a schedule is gone: its numbers go with the next turn.
   */
  private volatile @Nullable IndexerResourceCache<EtcdBackupSchedule> schedules;

  /** A reconciler that does its work in a loop. */
  public EtcdBackupScheduleReconciler(ScheduleLoop loop) {
    this.loop = loop;
  }

  @Override
  public List<EventSource<?, EtcdBackupSchedule>> prepareEventSources(
      EventSourceContext<EtcdBackupSchedule> context) {
    schedules = context.getPrimaryCache();
    return List.of(backups(context), clusters(context));
  }

  /** Only those that a schedule made. */
  private static InformerEventSource<EtcdBackup, EtcdBackupSchedule> backups(
      EventSourceContext<EtcdBackupSchedule> context) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(EtcdBackup.class, EtcdBackupSchedule.class)
            .withLabelSelector(ScheduledBackup.SCHEDULE_LABEL)
            .withSecondaryToPrimaryMapper(EtcdBackupScheduleReconciler::scheduleOf)
            .withNamespacesInheritedFromController()
            .build(),
        context);
  }

  /** A cluster concerns every schedule of its namespace: labels of either may change. */
  private static InformerEventSource<EtcdCluster, EtcdBackupSchedule> clusters(
      EventSourceContext<EtcdBackupSchedule> context) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(EtcdCluster.class, EtcdBackupSchedule.class)
            .withSecondaryToPrimaryMapper(
                cluster ->
                    context
                        .getPrimaryCache()
                        .list(cluster.getMetadata().getNamespace())
                        .map(ResourceID::fromResource)
                        .collect(Collectors.toSet()))
            .withOnUpdateFilter(EtcdBackupScheduleReconciler::matters)
            .withNamespacesInheritedFromController()
            .build(),
        context);
  }

  /** Numbers in the status of a cluster change all the time. */
  private static boolean matters(EtcdCluster now, EtcdCluster before) {
    return !now.getMetadata().getGeneration().equals(before.getMetadata().getGeneration())
        || !labels(now).equals(labels(before))
        || now.statusOrEmpty().clusterID() != null != (before.statusOrEmpty().clusterID() != null);
  }

  private static Map<String, String> labels(HasMetadata object) {
    Map<String, String> labels = object.getMetadata().getLabels();
    return labels == null ? Map.of() : labels;
  }

  private static Set<ResourceID> scheduleOf(HasMetadata backup) {
    String schedule = labels(backup).get(ScheduledBackup.SCHEDULE_LABEL);
    return schedule == null
        ? Set.of()
        : Set.of(new ResourceID(schedule, backup.getMetadata().getNamespace()));
  }

  @Override
  public UpdateControl<EtcdBackupSchedule> reconcile(
      EtcdBackupSchedule schedule, Context<EtcdBackupSchedule> context) {
    String namespace = schedule.getMetadata().getNamespace();
    IndexerResourceCache<EtcdBackupSchedule> present = schedules;
    if (present != null) {
      loop.keepOnly(id -> present.get(new ResourceID(id.name(), id.namespace())).isPresent());
    }
    InformerEventSource<EtcdCluster, EtcdBackupSchedule> clusters =
        (InformerEventSource<EtcdCluster, EtcdBackupSchedule>)
            context.eventSourceRetriever().getEventSourceFor(EtcdCluster.class);
    ScheduleLoop.Result result =
        loop.turn(
            schedule,
            clusters.list(namespace).toList(),
            context.getSecondaryResources(EtcdBackup.class));
    UpdateControl<EtcdBackupSchedule> control =
        result
            .status()
            .map(status -> UpdateControl.patchStatus(withStatus(schedule, status)))
            .orElseGet(UpdateControl::noUpdate);
    return control.rescheduleAfter(result.next());
  }

  @Override
  public ErrorStatusUpdateControl<EtcdBackupSchedule> updateErrorStatus(
      EtcdBackupSchedule schedule, Context<EtcdBackupSchedule> context, Exception e) {
    return ErrorStatusUpdateControl.patchStatus(withStatus(schedule, loop.failed(schedule, e)))
        .rescheduleAfter(AFTER_ERROR);
  }

  /** A fresh object: what it does not name, it does not claim. */
  private static EtcdBackupSchedule withStatus(
      EtcdBackupSchedule schedule, EtcdBackupScheduleStatus status) {
    EtcdBackupSchedule patch = new EtcdBackupSchedule();
    patch.getMetadata().setName(schedule.getMetadata().getName());
    patch.getMetadata().setNamespace(schedule.getMetadata().getNamespace());
    patch.setStatus(status);
    return patch;
  }
}
