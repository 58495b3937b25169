package io.keelson.operator.jobs;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.keelson.operator.api.BackupPhase;
import io.keelson.operator.api.BackupResolved;
import io.keelson.operator.api.BackupTargetSpec;
import io.keelson.operator.api.EtcdBackup;
import io.keelson.operator.api.EtcdBackupStatus;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.backup.BackupFacts;
import io.keelson.operator.backup.BackupPlan;
import io.keelson.operator.backup.BackupPlanner;
import io.keelson.operator.backup.JobsSeen;
import io.keelson.operator.backup.Needs;
import io.keelson.operator.config.OperatorConfig;
import io.keelson.operator.execute.Events;
import io.keelson.operator.execute.Failures;
import io.keelson.operator.execute.Fresh;
import io.keelson.operator.execute.Namespaces;
import io.keelson.operator.resource.BackupJobs;
import io.keelson.operator.resource.BackupNames;
import io.keelson.operator.resource.BackupSubject;
import io.keelson.operator.resource.JobOrder;
import io.keelson.operator.status.Report;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One turn of a backup. What decisions depend on is read from the API server itself, not from
 * caches: there are few backups, and a stale picture could begin a second job. Turns of one backup
 * never overlap.
 */
public final class BackupLoop {
  /** The framework's for this controller, so that both own the same fields. */
  private static final String FIELD_MANAGER = EtcdBackupReconciler.NAME;

  private static final Duration AFTER_REFUSAL = Duration.ofSeconds(10);

  private final KubernetesClient client;
  private final OperatorConfig config;
  private final Events events;
  private final Namespaces namespaces;
  private final BackupMeters meters;
  private final InstantSource clock;

  /** A loop over this client. */
  public BackupLoop(
      KubernetesClient client,
      OperatorConfig config,
      Events events,
      MeterRegistry meters,
      InstantSource clock) {
    this.client = client;
    this.config = config;
    this.events = events;
    this.namespaces = new Namespaces(client);
    this.meters = new BackupMeters(meters, clock);
    this.clock = clock;
  }

  /**
   * What became of a turn.
   *
   * @param status the status to write, empty when the present one still holds
   * @param next when to look again
   * @param finished it is deleted, and what goes with it is gone
   */
  record Result(Optional<EtcdBackupStatus> status, Duration next, boolean finished) {}

  /** Takes the next step of a backup. */
  Result turn(EtcdBackup cached) {
    Optional<EtcdBackup> present = Fresh.of(client, cached);
    if (present.isEmpty()) {
      return new Result(Optional.empty(), AFTER_REFUSAL, true);
    }
    EtcdBackup backup = present.get();
    BackupFacts facts = facts(backup);
    BackupPlan plan = BackupPlanner.plan(facts);
    EtcdBackupStatus status = plan.status();
    Optional<Report.Failure> refused = execute(facts, plan);
    if (refused.isPresent()) {
      Report.Failure failure = refused.get();
      if (failure.reason().equals("Conflict")) {
        return new Result(Optional.empty(), AFTER_REFUSAL, false);
      }
      events.warning(backup, failure.reason(), failure.message(), facts.now());
      return result(
          backup, BackupPlanner.refused(facts, failure.reason(), failure.message()), AFTER_REFUSAL);
    }
    tell(backup, status, facts.now());
    meters.record(backup, status);
    if (plan.steps().contains(new BackupPlan.Step.RemoveFinalizer())) {
      return new Result(Optional.empty(), AFTER_REFUSAL, true);
    }
    return result(backup, status, plan.next());
  }

  private static Result result(EtcdBackup backup, EtcdBackupStatus status, Duration next) {
    boolean same = status.equals(backup.statusOrEmpty());
    return new Result(same ? Optional.empty() : Optional.of(status), next, false);
  }

  /** Forgets a backup that is gone. */
  void forget(EtcdBackup backup) {
    meters.forget(backup);
  }

  private BackupFacts facts(EtcdBackup backup) {
    String namespace = backup.getMetadata().getNamespace();
    var reference = backup.getSpec().clusterRef();
    EtcdCluster cluster =
        reference == null
            ? null
            : client
                .resources(EtcdCluster.class)
                .inNamespace(namespace)
                .withName(reference.name())
                .get();
    Map<String, String> selector = BackupNames.selector(backup);
    List<Job> jobs =
        client.batch().v1().jobs().inNamespace(namespace).withLabels(selector).list().getItems();
    List<Pod> pods =
        jobs.isEmpty()
            ? List.of()
            : client.pods().inNamespace(namespace).withLabels(selector).list().getItems();
    return new BackupFacts(
        backup,
        cluster,
        JobsSeen.of(backup.getMetadata().getUid(), jobs, pods),
        found(namespace, BackupFacts.needs(backup, cluster)),
        backup.getMetadata().getDeletionTimestamp() != null && namespaces.isEnding(namespace),
        clock.instant());
  }

  /** Names of entries only: nothing of a secret's content is kept. */
  private Needs.Found found(String namespace, Optional<Needs> needs) {
    Map<String, Set<String>> secrets = new HashMap<>();
    Set<String> claims = new HashSet<>();
    Set<String> unseen = new HashSet<>();
    if (needs.isEmpty()) {
      return new Needs.Found(secrets, claims, unseen);
    }
    for (Needs.SecretNeed need : needs.get().secrets()) {
      try {
        Secret secret = client.secrets().inNamespace(namespace).withName(need.name()).get();
        if (secret != null) {
          secrets.put(need.name(), secret.getData() == null ? Set.of() : secret.getData().keySet());
        }
      } catch (KubernetesClientException e) {
        mayBeForbidden(e);
        unseen.add(need.name());
      }
    }
    for (String name : needs.get().claims()) {
      try {
        PersistentVolumeClaim claim =
            client.persistentVolumeClaims().inNamespace(namespace).withName(name).get();
        if (claim != null) {
          claims.add(name);
        }
      } catch (KubernetesClientException e) {
        mayBeForbidden(e);
        unseen.add(name);
      }
    }
    return new Needs.Found(secrets, claims, unseen);
  }

  private static void mayBeForbidden(KubernetesClientException e) {
    if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
      throw e;
    }
  }

  private Optional<Report.Failure> execute(BackupFacts facts, BackupPlan plan) {
    for (BackupPlan.Step step : plan.steps()) {
      String doing = doing(step);
      try {
        execute(facts, step, plan.status().resolved());
      } catch (KubernetesClientException e) {
        return Optional.of(Failures.of(e, doing));
      }
    }
    return Optional.empty();
  }

  private static String doing(BackupPlan.Step step) {
    return switch (step) {
      case BackupPlan.Step.RemoveFinalizer remove -> "removing the finalizer";
      case BackupPlan.Step.CreateJob create -> "making the job";
      case BackupPlan.Step.RemoveJob remove -> "removing the job " + remove.name();
      case BackupPlan.Step.DeleteBackup delete -> "deleting the expired EtcdBackup";
    };
  }

  /**
   * Writes the status of a backup that is being deleted; the framework writes it for all others.
   */
  void write(EtcdBackup patch) {
    client
        .resource(patch)
        .subresource("status")
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(FIELD_MANAGER)
                .withForce(true)
                .build());
  }

  private void execute(BackupFacts facts, BackupPlan.Step step, @Nullable BackupResolved resolved) {
    EtcdBackup backup = facts.backup();
    String namespace = backup.getMetadata().getNamespace();
    switch (step) {
      case BackupPlan.Step.RemoveFinalizer remove -> {
        // Left to the framework, which added it.
      }
      case BackupPlan.Step.CreateJob create -> create(facts, create.order(), resolved);
      case BackupPlan.Step.RemoveJob remove ->
          client
              .batch()
              .v1()
              .jobs()
              .inNamespace(namespace)
              .withName(remove.name())
              .withPropagationPolicy(DeletionPropagation.FOREGROUND)
              .delete();
      case BackupPlan.Step.DeleteBackup delete -> client.resource(backup).delete();
    }
  }

  /**
   * Makes a job, unless the backup has gone on since it was looked at. One of this name that is
   * there already is the same job, made before the operator died.
   */
  private void create(BackupFacts facts, JobOrder order, @Nullable BackupResolved resolved) {
    EtcdBackup backup = facts.backup();
    Integer attempts = backup.statusOrEmpty().attempts();
    if (Fresh.of(client, backup)
        .filter(now -> Objects.equals(now.statusOrEmpty().attempts(), attempts))
        .isEmpty()) {
      throw new KubernetesClientException(
          "the EtcdBackup has changed meanwhile", HttpURLConnection.HTTP_CONFLICT, null);
    }
    BackupTargetSpec target =
        Objects.requireNonNull(
            Objects.requireNonNull(resolved, "a job is planned with a target").target(), "target");
    Job job =
        BackupJobs.build(
            new BackupSubject(
                backup,
                facts.cluster(),
                target,
                resolved.encryption(),
                config.backupImage(),
                domain(facts.cluster())),
            order);
    try {
      client.resource(job).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
  }

  private String domain(@Nullable EtcdCluster cluster) {
    if (cluster == null) {
      return config.clusterDomain();
    }
    String own = cluster.getSpec().clusterDomain();
    var latched = cluster.statusOrEmpty().effective();
    String derived = latched == null ? null : latched.clusterDomain();
    if (own != null) {
      return own;
    }
    return derived == null ? config.clusterDomain() : derived;
  }

  /** A new phase is worth an event, and so is a backup that turned out to be bad. */
  private void tell(EtcdBackup backup, EtcdBackupStatus status, Instant now) {
    BackupPhase phase = status.phase();
    if (phase != null && phase != backup.statusOrEmpty().phase()) {
      String message = status.message() == null ? "" : status.message();
      switch (phase) {
        case FAILED -> events.warning(backup, "Failed", message, now);
        case COMPLETED -> events.normal(backup, "Completed", "revision " + status.revision(), now);
        case RUNNING, VERIFYING, EXPIRED, DELETING ->
            events.normal(backup, phase(phase), message, now);
        case PENDING -> {
          // Said in the status; nothing has happened yet.
        }
      }
    }
    var verified = status.verification();
    if (verified != null
        && !verified.equals(backup.statusOrEmpty().verification())
        && verified.reason() != null) {
      events.warning(backup, "NotVerified", verified.reason() + ": " + verified.message(), now);
    }
  }

  private static String phase(BackupPhase phase) {
    return switch (phase) {
      case RUNNING -> "Started";
      case VERIFYING -> "Verifying";
      case EXPIRED -> "Expired";
      case DELETING -> "Deleting";
      case PENDING, COMPLETED, FAILED -> phase.name();
    };
  }
}
