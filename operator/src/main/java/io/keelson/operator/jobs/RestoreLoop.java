package io.keelson.operator.jobs;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.keelson.operator.api.EtcdBackup;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.EtcdRestore;
import io.keelson.operator.api.EtcdRestoreStatus;
import io.keelson.operator.api.RestorePhase;
import io.keelson.operator.config.OperatorConfig;
import io.keelson.operator.execute.Events;
import io.keelson.operator.execute.Failures;
import io.keelson.operator.execute.Fresh;
import io.keelson.operator.resource.Owners;
import io.keelson.operator.resource.RehearsalJob;
import io.keelson.operator.restore.MadeCluster;
import io.keelson.operator.restore.RestorePlan;
import io.keelson.operator.restore.RestorePlanner;
import io.keelson.operator.restore.RestoreSeen;
import io.keelson.operator.restore.RestoreStep;
import io.keelson.operator.status.Report;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One turn of a restore. What decisions depend on is read from the API server itself, not from
 * caches: there are few restores, and a stale picture could have two of them on the same cluster.
 * Turns of one restore never overlap.
 */
public final class RestoreLoop {
  private static final Duration AFTER_REFUSAL = Duration.ofSeconds(10);
  private static final int INVALID = 422;

  private final KubernetesClient client;
  private final OperatorConfig config;
  private final Events events;
  private final RestoreMeters meters;
  private final InstantSource clock;

  /** A loop over this client. */
  public RestoreLoop(
      KubernetesClient client,
      OperatorConfig config,
      Events events,
      MeterRegistry meters,
      InstantSource clock) {
    this.client = client;
    this.config = config;
    this.events = events;
    this.meters = new RestoreMeters(meters);
    this.clock = clock;
  }

  /**
   * What became of a turn.
   *
   * @param status the status to write, empty when the present one still holds
   * @param next when to look again
   */
  record Result(Optional<EtcdRestoreStatus> status, Duration next) {}

  /** Takes the next step of a restore. */
  Result turn(EtcdRestore cached) {
    Optional<EtcdRestore> present = Fresh.of(client, cached);
    if (present.isEmpty()) {
      return new Result(Optional.empty(), AFTER_REFUSAL);
    }
    EtcdRestore restore = present.get();
    RestoreSeen seen = seen(restore);
    RestorePlan plan = RestorePlanner.plan(seen);
    EtcdRestoreStatus status = plan.status();
    Duration next = plan.next();
    for (RestoreStep step : plan.steps()) {
      try {
        execute(restore, step);
      } catch (KubernetesClientException e) {
        Report.Failure failure = Failures.of(e, doing(step));
        status =
            RestorePlanner.refused(
                seen, failure.reason(), failure.message(), e.getCode() == INVALID);
        next = AFTER_REFUSAL;
        events.warning(restore, failure.reason(), failure.message(), seen.now());
        break;
      }
    }
    tell(restore, status, seen);
    meters.record(restore, status);
    return new Result(
        status.equals(restore.statusOrEmpty()) ? Optional.empty() : Optional.of(status), next);
  }

  private RestoreSeen seen(EtcdRestore restore) {
    String namespace = restore.getMetadata().getNamespace();
    String named = restore.getSpec().clusterName();
    EtcdCluster cluster =
        named == null
            ? null
            : client.resources(EtcdCluster.class).inNamespace(namespace).withName(named).get();
    Map<String, String> selector =
        Map.of(RehearsalJob.REHEARSAL_LABEL, restore.getMetadata().getName());
    List<Job> jobs =
        client.batch().v1().jobs().inNamespace(namespace).withLabels(selector).list().getItems();
    List<Pod> pods =
        jobs.isEmpty()
            ? List.of()
            : client.pods().inNamespace(namespace).withLabels(selector).list().getItems();
    boolean over = RestorePlanner.isOver(restore.statusOrEmpty());
    return new RestoreSeen(
        restore,
        Optional.ofNullable(cluster),
        over ? List.of() : list(EtcdRestore.class, namespace),
        over ? List.of() : list(EtcdBackup.class, namespace),
        Rehearsals.of(restore.getMetadata().getUid(), jobs, pods),
        clock.instant());
  }

  private <T extends HasMetadata> List<T> list(Class<T> kind, String namespace) {
    return client.resources(kind).inNamespace(namespace).list().getItems();
  }

  private static String doing(RestoreStep step) {
    return switch (step) {
      case RestoreStep.TakeBackup take -> "making EtcdBackup " + take.name();
      case RestoreStep.Rehearse rehearse -> "making the job that tries the backup";
      case RestoreStep.RemoveJob remove -> "removing the job " + remove.name();
      case RestoreStep.CreateCluster create -> "making the cluster from clusterTemplate";
    };
  }

  private void execute(EtcdRestore restore, RestoreStep step) {
    String namespace = restore.getMetadata().getNamespace();
    switch (step) {
      case RestoreStep.TakeBackup take -> {
        EtcdBackup backup = new EtcdBackup();
        backup.setMetadata(
            new ObjectMetaBuilder()
                .withName(take.name())
                .withNamespace(namespace)
                .withOwnerReferences(Owners.reference(restore))
                .build());
        backup.setSpec(take.spec());
        create(backup);
      }
      case RestoreStep.Rehearse rehearse ->
          create(
              RehearsalJob.build(
                  restore, rehearse.source(), rehearse.attempt(), config.backupImage()));
      case RestoreStep.RemoveJob remove ->
          client
              .batch()
              .v1()
              .jobs()
              .inNamespace(namespace)
              .withName(remove.name())
              .withPropagationPolicy(DeletionPropagation.BACKGROUND)
              .delete();
      case RestoreStep.CreateCluster made -> create(MadeCluster.build(restore, made.source()));
    }
  }

  /** One that is there is looked at in the next turn. */
  private void create(HasMetadata object) {
    try {
      client.resource(object).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
  }

  /** A new phase is worth an event. */
  private void tell(EtcdRestore restore, EtcdRestoreStatus status, RestoreSeen seen) {
    RestorePhase phase = status.phase();
    if (phase == null || phase == restore.statusOrEmpty().phase()) {
      return;
    }
    String message = status.message() == null ? "" : status.message();
    switch (phase) {
      case FAILED -> events.warning(restore, "Failed", message, seen.now());
      case ROLLED_BACK -> events.warning(restore, "RolledBack", message, seen.now());
      case COMPLETED -> events.normal(restore, "Completed", message, seen.now());
      case REHEARSING -> events.normal(restore, "Rehearsing", message, seen.now());
      case FENCING -> events.normal(restore, "Fencing", message, seen.now());
      case RESTORING -> events.normal(restore, "Restoring", message, seen.now());
      case SCALING -> events.normal(restore, "Scaling", message, seen.now());
      case PENDING -> {
        // Said in the status; nothing has happened yet.
      }
    }
  }
}
