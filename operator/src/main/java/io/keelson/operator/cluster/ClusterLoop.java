package io.keelson.operator.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.keelson.operator.api.Condition;
import io.keelson.operator.api.ConditionStatus;
import io.keelson.operator.api.ConditionType;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.EtcdClusterStatus;
import io.keelson.operator.api.ReclaimPolicy;
import io.keelson.operator.api.RestoreOrder;
import io.keelson.operator.config.OperatorConfig;
import io.keelson.operator.etcd.EtcdClient;
import io.keelson.operator.etcd.Survey;
import io.keelson.operator.etcd.Target;
import io.keelson.operator.execute.Events;
import io.keelson.operator.execute.Executor;
import io.keelson.operator.execute.Failures;
import io.keelson.operator.execute.Namespaces;
import io.keelson.operator.execute.Turn;
import io.keelson.operator.observe.Observer;
import io.keelson.operator.observe.Seen;
import io.keelson.operator.plan.Goal;
import io.keelson.operator.plan.Observation;
import io.keelson.operator.plan.Plan;
import io.keelson.operator.plan.Planner;
import io.keelson.operator.plan.Poll;
import io.keelson.operator.plan.Standing;
import io.keelson.operator.resource.ClusterObjects;
import io.keelson.operator.resource.Effective;
import io.keelson.operator.resource.Names;
import io.keelson.operator.status.ClusterReport;
import io.keelson.operator.status.Report;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** One turn of a cluster: observe, plan, execute, report. Turns of one cluster never overlap. */
public final class ClusterLoop implements AutoCloseable {
  private final OperatorConfig config;
  private final InstantSource clock;
  private final EtcdClient etcd;
  private final Executor executor;
  private final Applier applier;
  private final OptionalObjects optional;
  private final Credentials credentials;
  private final CertificateKeeper certificates;
  private final Nodes nodes;
  private final Orders orders;
  private final Namespaces namespaces;
  private final Events events;
  private final ClusterMeters meters;
  private final OwnWrites ownWrites = new OwnWrites();

  /** A loop over these clients. */
  public ClusterLoop(
      KubernetesClient client,
      EtcdClient etcd,
      Events events,
      OperatorConfig config,
      MeterRegistry meters,
      InstantSource clock) {
    this.config = config;
    this.clock = clock;
    this.etcd = etcd;
    this.executor = new Executor(client, etcd, events, meters);
    this.meters = new ClusterMeters(meters);
    this.applier = new Applier(client);
    this.optional = new OptionalObjects(client, applier);
    this.credentials = new Credentials(client);
    this.certificates = new CertificateKeeper(client);
    this.orders = new Orders(client);
    this.namespaces = new Namespaces(client);
    this.nodes = new Nodes(client, config.readNodes());
    this.events = events;
  }

  /**
   * What became of a turn.
   *
   * @param status the status to write, empty when the present one still holds
   * @param next when to look again
   * @param finished the cluster is deleted, and all that goes with it is gone
   */
  record Result(Optional<EtcdClusterStatus> status, Duration next, boolean finished) {}

  /** Takes the next step of a cluster. */
  Result turn(EtcdCluster cluster, Pass cached) throws InterruptedException {
    String uid = cluster.getMetadata().getUid();
    Pass pass = ownWrites.refresh(uid, cached);
    boolean ending = cluster.getMetadata().getDeletionTimestamp() != null;
    Effective effective =
        Effective.derive(cluster, config.image(), config.clusterDomain())
            .withBackupImage(config.backupImage());
    List<Report.Failure> failures = new ArrayList<>();
    CertificateKeeper.Kept kept =
        ending
            ? CertificateKeeper.Kept.none()
            : certificates.keep(cluster, effective, pass.pods(), clock.instant());
    Effective current = effective.withRestartToken(kept.restartToken());
    Map<String, Seen.NodeState> states = nodes.of(pass.pods());
    List<Target> targets = ending ? List.of() : targets(cluster, pass.pods(), current);
    Survey survey = etcd.survey(targets);
    Optional<RestoreOrder> order = ending ? Optional.empty() : orders.of(cluster, pass);
    Instant now = clock.instant();
    Observation seen =
        Observer.observe(
            new Seen(
                cluster,
                current,
                pass.members(),
                pass.pods(),
                pass.claims(),
                states,
                survey,
                now,
                pass.backups(),
                ending && namespaces.isEnding(Names.namespace(cluster)),
                order));
    Standing standing = Standing.of(seen);
    if (!ending) {
      failures.addAll(applyObjects(cluster, current, standing, pass));
    }
    Plan plan =
        kept.ready() || ending
            ? Planner.plan(seen)
            : Planner.withoutCertificates(seen, kept.report().message());
    Turn turn = new Turn(cluster, current, pass.members(), leaderFirst(targets, survey), seen);
    failures.addAll(executor.execute(turn, plan));
    failures.removeIf(failure -> failure.reason().equals("Conflict"));
    Report report =
        new Report(
            cluster,
            seen,
            standing,
            plan,
            failures,
            kept.report(),
            zones(states),
            current.toStatus(),
            List.of(Names.serviceUrl(cluster, current.clusterDomain())),
            order,
            Names.selectorText(cluster));
    if (ending) {
      tellLastBackup(cluster, seen);
      ownWrites.note(uid, turn, cached);
      if (plan.finished()) {
        forget(cluster);
      }
      EtcdClusterStatus last = ClusterReport.ending(report);
      boolean news = ClusterReport.isWorthWriting(cluster.statusOrEmpty(), last, now);
      return new Result(
          news && !plan.finished() ? Optional.of(last) : Optional.empty(),
          config.workPeriod(),
          plan.finished());
    }
    meters.record(cluster, standing, survey);
    executor.remember(turn);
    ownWrites.note(uid, turn, cached);
    EtcdClusterStatus status = ClusterReport.of(report);
    tellChanges(cluster, status, now);
    boolean news = ClusterReport.isWorthWriting(cluster.statusOrEmpty(), status, now);
    return new Result(
        news ? Optional.of(status) : Optional.empty(),
        plan.atRest() && failures.isEmpty() ? config.restPeriod() : config.workPeriod(),
        false);
  }

  /** Who asked for a last backup is told why there is none, and that the volumes stay. */
  private void tellLastBackup(EtcdCluster cluster, Observation seen) {
    boolean asked = cluster.getSpec().reclaimPolicy() == ReclaimPolicy.BACKUP_THEN_DELETE;
    if (asked && seen.goal().mode() == Goal.Mode.ENDING_KEEP_VOLUMES) {
      events.warning(
          cluster,
          "LastBackupFailed",
          "there is no last backup, so the volumes stay: look at EtcdBackups of this cluster,"
              + " and delete the claims once nobody needs them",
          seen.now());
    }
  }

  private void forget(EtcdCluster cluster) {
    String uid = cluster.getMetadata().getUid();
    applier.forget(uid);
    optional.forget(uid);
    certificates.forget(uid);
    ownWrites.forget(uid);
    meters.forget(cluster);
  }

  private List<Report.Failure> applyObjects(
      EtcdCluster cluster, Effective effective, Standing standing, Pass pass) {
    List<Report.Failure> failures = new ArrayList<>();
    try {
      applier.apply(
          cluster.getMetadata().getUid(),
          ClusterObjects.build(cluster, standing.quorum().voters()),
          pass.others());
    } catch (KubernetesClientException e) {
      failures.add(Failures.of(e, "keeping services, budget and policy"));
    }
    try {
      optional.keep(cluster, ClusterObjects.optional(cluster, effective), clock.instant());
    } catch (KubernetesClientException e) {
      failures.add(Failures.of(e, "keeping monitors, alerts and certificates"));
    }
    return failures;
  }

  private List<Target> targets(EtcdCluster cluster, List<Pod> pods, Effective effective) {
    boolean secure = cluster.getSpec().tls().client() != null;
    Optional<Target.Credentials> shown = secure ? credentials.of(cluster) : Optional.empty();
    if (secure && shown.isEmpty()) {
      return List.of();
    }
    List<Target> targets = new ArrayList<>();
    for (Pod pod : pods) {
      String address = pod.getStatus() == null ? null : pod.getStatus().getPodIP();
      if (address != null && !address.isEmpty()) {
        String name = pod.getMetadata().getName();
        targets.add(
            new Target(
                name,
                address,
                Names.CLIENT_PORT,
                name + "." + Names.peerDomain(cluster, effective.clusterDomain()),
                shown));
      }
    }
    targets.sort(Comparator.comparing(Target::member));
    return targets;
  }

  /** Only who answered, and who leads before the others. */
  private static List<Target> leaderFirst(List<Target> targets, Survey survey) {
    return targets.stream()
        .filter(target -> survey.answers().containsKey(target.member()))
        .sorted(
            Comparator.comparing(
                target -> {
                  Poll poll = Objects.requireNonNull(survey.answers().get(target.member()));
                  return poll.leaderId() != poll.memberId();
                }))
        .toList();
  }

  private static Map<String, String> zones(Map<String, Seen.NodeState> states) {
    Map<String, String> zones = new TreeMap<>();
    states.forEach(
        (node, state) -> {
          if (!state.zone().isEmpty()) {
            zones.put(node, state.zone());
          }
        });
    return zones;
  }

  /** Conditions that turned are worth an event. */
  private void tellChanges(EtcdCluster cluster, EtcdClusterStatus status, Instant now) {
    for (Condition condition : status.conditions()) {
      Optional<Condition> before = cluster.statusOrEmpty().condition(condition.type());
      boolean turned = before.isPresent() && before.get().status() != condition.status();
      boolean bad =
          condition.type().equals(ConditionType.DEGRADED.text())
              ? condition.status() == ConditionStatus.TRUE
              : condition.status() == ConditionStatus.FALSE;
      boolean worth =
          condition.type().equals(ConditionType.AVAILABLE.text())
              || condition.type().equals(ConditionType.DEGRADED.text())
              || condition.type().equals(ConditionType.DATA_CONSISTENT.text())
              || condition.type().equals(ConditionType.CERTIFICATES_VALID.text());
      if (turned && worth) {
        String note = condition.reason() + ": " + condition.message();
        if (bad) {
          events.warning(cluster, condition.type(), note, now);
        } else {
          events.normal(cluster, condition.type(), note, now);
        }
      }
    }
  }

  /** The status after a turn that broke off. */
  EtcdClusterStatus failed(EtcdCluster cluster, Exception e) {
    Report.Failure failure = Failures.of(e, "the last pass");
    List<Condition> conditions = new ArrayList<>();
    for (Condition condition : cluster.statusOrEmpty().conditions()) {
      if (!condition.type().equals(ConditionType.RECONCILE_SUCCEEDED.text())) {
        conditions.add(condition);
      }
    }
    conditions.add(
        new Condition(
            ConditionType.RECONCILE_SUCCEEDED.text(),
            ConditionStatus.FALSE,
            failure.reason(),
            failure.message().substring(0, Math.min(1_000, failure.message().length())),
            clock.instant().toString(),
            cluster.getMetadata().getGeneration()));
    return cluster.statusOrEmpty().toBuilder().conditions(conditions).build();
  }

  @Override
  public void close() {
    nodes.close();
    etcd.close();
  }
}
