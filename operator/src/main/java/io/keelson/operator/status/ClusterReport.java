package io.keelson.operator.status;

import io.keelson.operator.api.AvailabilityStatus;
import io.keelson.operator.api.BeaconStatus;
import io.keelson.operator.api.ClusterPhase;
import io.keelson.operator.api.Condition;
import io.keelson.operator.api.ConditionType;
import io.keelson.operator.api.Durations;
import io.keelson.operator.api.EndpointsStatus;
import io.keelson.operator.api.EtcdClusterStatus;
import io.keelson.operator.api.EtcdClusterStatusBuilder;
import io.keelson.operator.api.LeaderStatus;
import io.keelson.operator.api.MemberStatus;
import io.keelson.operator.api.OperationStatus;
import io.keelson.operator.api.SlotStatus;
import io.keelson.operator.api.TargetStatus;
import io.keelson.operator.api.UpgradeCheck;
import io.keelson.operator.api.UpgradeStatus;
import io.keelson.operator.plan.Goal;
import io.keelson.operator.plan.MemberFacts;
import io.keelson.operator.plan.Observation;
import io.keelson.operator.plan.Plan;
import io.keelson.operator.plan.PodFacts;
import io.keelson.operator.plan.Poll;
import io.keelson.operator.plan.Quorum;
import io.keelson.operator.plan.RestoreFacts;
import io.keelson.operator.plan.SlotFacts;
import io.keelson.operator.plan.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts the status of a cluster together. */
public final class ClusterReport {
  private static final int OPERATIONS_MAX = 8;
  private static final int MEMBERS_MAX = 12;
  private static final long LAG_WORTH_TELLING = 1_000;
  private static final Duration NUMBERS_REST = Duration.ofMinutes(1);

  private final Report report;
  private final EtcdClusterStatus previous;
  private final Observation seen;
  private final Standing standing;
  private final String now;

  private ClusterReport(Report report) {
    this.report = report;
    this.previous = report.cluster().statusOrEmpty();
    this.seen = report.observation();
    this.standing = report.standing();
    this.now = seen.now().toString();
  }

  /** The status that follows from a report. */
  public static EtcdClusterStatus of(Report report) {
    return new ClusterReport(report).build();
  }

  /**
   * The status of a cluster that is being deleted: what was known of it, and what still goes on.
   */
  public static EtcdClusterStatus ending(Report report) {
    ClusterReport all = new ClusterReport(report);
    List<OperationStatus> operations = all.operations();
    List<Condition> conditions = new ArrayList<>(all.previous.conditions());
    conditions.removeIf(condition -> condition.type().equals(ConditionType.PROGRESSING.text()));
    conditions.add(
        all.condition(
            ConditionType.PROGRESSING, Progressing.of(report, operations, all.deadline())));
    return all.previous.toBuilder()
        .observedGeneration(report.cluster().getMetadata().getGeneration())
        .replicas(all.seen.members().size())
        .operations(operations)
        .conditions(conditions)
        .phase(all.phase())
        .build();
  }

  /**
   * Whether a new status is to be written: when it says something else, or when numbers that move
   * with every write of a client have moved and a minute has gone by. A cluster at rest whose
   * clients rest is not written to.
   */
  public static boolean isWorthWriting(
      EtcdClusterStatus before, EtcdClusterStatus after, Instant now) {
    if (!steady(before).equals(steady(after))) {
      return true;
    }
    boolean moved = !withoutTime(before).equals(withoutTime(after));
    String last = before.lastPollTime();
    return moved && (last == null || !Instant.parse(last).plus(NUMBERS_REST).isAfter(now));
  }

  private static EtcdClusterStatus withoutTime(EtcdClusterStatus status) {
    return status.toBuilder().lastPollTime(null).build();
  }

  private static EtcdClusterStatus steady(EtcdClusterStatus status) {
    return status.toBuilder()
        .lastPollTime(null)
        .revision(null)
        .dbSize(null)
        .dbSizeInUse(null)
        .members(
            status.members().stream()
                .map(
                    m ->
                        new MemberStatus(
                            m.slot(),
                            m.name(),
                            m.id(),
                            m.role(),
                            m.pod(),
                            m.node(),
                            m.zone(),
                            m.version(),
                            m.ready(),
                            m.started(),
                            null,
                            null,
                            m.alarms(),
                            m.certificateNotAfter(),
                            m.message()))
                .toList())
        .build();
  }

  private EtcdClusterStatus build() {
    Quorum quorum = standing.quorum();
    int ready = (int) seen.members().stream().filter(m -> m.healthySince().isPresent()).count();
    List<OperationStatus> operations = operations();
    List<UpgradeCheck> checks = Upgradeable.checks(report);
    Goal goal = seen.goal();
    Optional<Poll> leading = standing.leader().flatMap(MemberFacts::poll);
    EtcdClusterStatusBuilder status = previous.toBuilder();
    status
        .observedGeneration(report.cluster().getMetadata().getGeneration())
        .replicas(seen.members().size())
        .readyReplicas(ready)
        .ready(ready + "/" + goal.replicas())
        .selector(report.selector())
        .voters(quorum.voters())
        .learners(standing.learners())
        .healthyVoters(quorum.healthy())
        .quorum(quorum.voters() == 0 ? 0 : Quorum.of(quorum.voters()))
        .faultTolerance(Math.max(0, quorum.voters() == 0 ? 0 : quorum.tolerance()))
        .lastPollTime(now)
        .clusterID(clusterId())
        .leader(leader())
        .version(version())
        .targetVersion(goal.version())
        .revision(leading.map(p -> Long.toString(p.revision())).orElse(previous.revision()))
        .dbSize(leading.map(p -> Texts.bytes(p.dbBytes())).orElse(previous.dbSize()))
        .dbSizeInUse(leading.map(p -> Texts.bytes(p.dbBytesInUse())).orElse(previous.dbSizeInUse()))
        .quota(
            leading
                .filter(p -> p.quotaBytes() > 0)
                .map(p -> Texts.bytes(p.quotaBytes()))
                .orElse(previous.quota()))
        .members(seen.members().stream().limit(MEMBERS_MAX).map(this::member).toList())
        .slots(slots())
        .target(target(operations))
        .effective(report.effective())
        .operations(operations)
        .upgrade(new UpgradeStatus(checks, null))
        .availability(availability())
        .certificates(report.certificates().list())
        .endpoints(new EndpointsStatus(report.clientUrls()))
        .backup(BackupHealthy.summary(report))
        .conditions(conditions(operations, checks))
        .beacon(beacon())
        .phase(phase());
    new RestoreReport(report).addTo(status);
    return status.build();
  }

  private List<SlotStatus> slots() {
    return SlotFacts.after(seen).stream()
        .map(
            slot ->
                new SlotStatus(
                    slot.slot(),
                    slot.incarnation(),
                    slot.failedJoins(),
                    slot.learnerSince().map(Instant::toString).orElse(null)))
        .toList();
  }

  private @Nullable String clusterId() {
    if (seen.clusterId() != 0) {
      return "%016x".formatted(seen.clusterId());
    }
    // Once a quorum has answered, the cluster exists and is never founded again.
    return seen.roll().known()
        ? standing
            .leader()
            .flatMap(MemberFacts::poll)
            .map(p -> "%016x".formatted(p.clusterId()))
            .filter(id -> !new RestoreReport(report).isOfBefore(id))
            .orElse(null)
        : null;
  }

  private @Nullable BeaconStatus beacon() {
    return seen.members().stream()
        .filter(member -> member.healthySince().isPresent())
        .flatMap(member -> member.poll().stream())
        .filter(Poll::serving)
        .max(Comparator.comparingLong(Poll::raftIndex))
        .filter(poll -> seen.roll().known())
        .map(p -> Losses.beacon(previous.beacon(), p, standing.quorum().voters(), seen.now()))
        .orElse(previous.beacon());
  }

  private @Nullable LeaderStatus leader() {
    if (standing.leader().isEmpty()) {
      return null;
    }
    MemberFacts leader = standing.leader().get();
    LeaderStatus before = previous.leader();
    String since =
        before != null && Objects.equals(before.member(), leader.name()) && before.since() != null
            ? before.since()
            : now;
    return new LeaderStatus(
        leader.name(), Texts.id(leader.memberId()), since, Long.toString(standing.term()));
  }

  /** The lowest version that a member runs. */
  private @Nullable String version() {
    return seen.members().stream()
        .flatMap(member -> member.poll().stream())
        .map(Poll::version)
        .min(ClusterReport::compareVersions)
        .orElse(previous.version());
  }

  private static int compareVersions(String one, String other) {
    List<String> a = List.of(one.split("[.-]", -1));
    List<String> b = List.of(other.split("[.-]", -1));
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      int length = Integer.compare(a.get(i).length(), b.get(i).length());
      int order = length != 0 ? length : a.get(i).compareTo(b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  private MemberStatus member(MemberFacts member) {
    long last =
        seen.members().stream()
            .flatMap(m -> m.poll().stream())
            .mapToLong(Poll::raftIndex)
            .max()
            .orElse(0);
    Optional<Poll> poll = member.poll();
    long lag = poll.map(p -> last - p.appliedIndex()).orElse(0L);
    String node = member.pod().map(PodFacts::node).orElse("");
    boolean learner =
        seen.roll().entries().stream()
            .anyMatch(e -> e.memberId() == member.memberId() && e.learner());
    boolean leads = standing.leader().filter(m -> m.slot() == member.slot()).isPresent();
    boolean healthy = member.healthySince().isPresent();
    return new MemberStatus(
        member.slot(),
        member.name(),
        member.memberId() == 0 ? null : Texts.id(member.memberId()),
        leads ? "Leader" : learner ? "Learner" : "Voter",
        member.pod().isPresent() ? member.name() : null,
        node.isEmpty() ? null : node,
        report.zones().get(node),
        poll.map(Poll::version).orElse(null),
        healthy,
        poll.isPresent(),
        lag < LAG_WORTH_TELLING ? "0" : Long.toString(lag),
        poll.map(p -> Texts.bytes(p.dbBytes())).orElse(null),
        seen.roll().alarms().stream()
            .filter(alarm -> alarm.memberId() == member.memberId())
            .map(alarm -> alarm.type())
            .limit(8)
            .toList(),
        null,
        healthy ? null : Texts.cut(Troubles.of(member), 1_024));
  }

  private List<OperationStatus> operations() {
    List<OperationStatus> operations = new ArrayList<>();
    for (Plan.Work work : report.plan().work()) {
      if (operations.size() == OPERATIONS_MAX || work.type() == Plan.Type.HOLD) {
        continue;
      }
      String label = work.type().label();
      String since =
          previous.operations().stream()
              .filter(o -> label.equals(o.type()) && work.member().equals(o.member()))
              .map(OperationStatus::since)
              .filter(Objects::nonNull)
              .findFirst()
              .orElse(now);
      operations.add(
          new OperationStatus(
              label,
              work.member(),
              report.plan().disruption().map(s -> s.getClass().getSimpleName()).orElse(null),
              since,
              work.blockedBy().isEmpty() ? null : Texts.cut(work.blockedBy(), 256),
              Texts.cut(work.why(), 1_024)));
    }
    return operations;
  }

  private @Nullable TargetStatus target(List<OperationStatus> operations) {
    if (operations.isEmpty()) {
      return null;
    }
    Goal goal = seen.goal();
    TargetStatus before = previous.target();
    boolean same =
        before != null
            && before.since() != null
            && goal.specHash().equals(before.hash())
            && Objects.equals(goal.replicas(), before.replicas());
    String since = same && before != null && before.since() != null ? before.since() : now;
    return new TargetStatus(
        goal.specHash(),
        goal.replicas(),
        goal.version(),
        since,
        Instant.parse(since).plus(deadline()).toString());
  }

  private Duration deadline() {
    return Durations.parse(report.cluster().getSpec().progressDeadline());
  }

  private AvailabilityStatus availability() {
    Domains domains = Domains.of(seen, report.zones());
    return new AvailabilityStatus(
        domains.survivesNode(), domains.survivesZone(), Texts.cut(domains.worst(), 256));
  }

  private List<Condition> conditions(List<OperationStatus> operations, List<UpgradeCheck> checks) {
    List<Condition> conditions = new ArrayList<>();
    for (ConditionType type : ConditionType.values()) {
      @Nullable Verdict verdict =
          switch (type) {
            case BACKUP_HEALTHY -> BackupHealthy.of(report).orElse(null);
            case AVAILABLE -> Available.of(report);
            case PROGRESSING -> Progressing.of(report, operations, deadline());
            case DEGRADED -> Degraded.of(report);
            case MEMBERS_HEALTHY -> MembersHealthy.of(report);
            case UP_TO_DATE -> UpToDate.of(report);
            case DATA_CONSISTENT -> DataConsistent.of(report);
            case STORAGE_HEALTHY -> StorageHealthy.of(report);
            case CERTIFICATES_VALID -> CertificatesValid.of(report);
            case UPGRADEABLE -> Upgradeable.of(checks);
            case RECONCILE_SUCCEEDED -> Succeeded.of(report);
          };
      if (verdict != null) {
        conditions.add(condition(type, verdict));
      }
    }
    return conditions;
  }

  private Condition condition(ConditionType type, Verdict verdict) {
    Optional<Condition> before = previous.condition(type.text());
    String since =
        before
            .filter(condition -> condition.status() == verdict.status())
            .map(Condition::lastTransitionTime)
            .orElse(now);
    return new Condition(
        type.text(),
        verdict.status(),
        verdict.reason(),
        Texts.cut(verdict.message(), 1_024),
        since,
        report.cluster().getMetadata().getGeneration());
  }

  private ClusterPhase phase() {
    Goal.Mode mode = seen.goal().mode();
    switch (mode) {
      case PAUSED -> {
        return ClusterPhase.PAUSED;
      }
      case HIBERNATED -> {
        return ClusterPhase.HIBERNATED;
      }
      case ENDING_WITH_BACKUP, ENDING_KEEP_VOLUMES, ENDING_DELETE_VOLUMES -> {
        return ClusterPhase.DELETING;
      }
      case RUN -> {}
    }
    if (seen.members().isEmpty() && seen.clusterId() == 0) {
      return ClusterPhase.PENDING;
    }
    // A server that starts is part of nearly everything, and tells least.
    Optional<Plan.Type> most =
        report.plan().work().stream()
            .map(Plan.Work::type)
            .filter(type -> type != Plan.Type.START)
            .findFirst();
    if (most.isEmpty()) {
      boolean starting = !report.plan().work().isEmpty() && !standing.quorum().stands();
      if (starting && seen.clusterId() == 0) {
        return ClusterPhase.BOOTSTRAPPING;
      }
      return starting ? ClusterPhase.REPAIRING : ClusterPhase.RUNNING;
    }
    return switch (most.get()) {
      case BOOTSTRAP -> ClusterPhase.BOOTSTRAPPING;
      case JOIN, PROMOTE, SCALE_IN, SCALE_OUT, REMOVE, GROW_VOLUME -> ClusterPhase.SCALING;
      case UPDATE -> upgrading() ? ClusterPhase.UPGRADING : ClusterPhase.UPDATING;
      case REPAIR, REPLACE -> ClusterPhase.REPAIRING;
      case RESTORE -> restores();
      case HOLD -> ClusterPhase.FAILED;
      case START, HIBERNATE, DELETE -> ClusterPhase.RUNNING;
    };
  }

  private ClusterPhase restores() {
    return seen.restore().filter(r -> r.kind() == RestoreFacts.Kind.SURVIVOR).isPresent()
        ? ClusterPhase.RECOVERING
        : ClusterPhase.RESTORING;
  }

  private boolean upgrading() {
    return seen.members().stream()
        .flatMap(member -> member.pod().stream())
        .anyMatch(pod -> !pod.version().equals(seen.goal().version()));
  }
}
