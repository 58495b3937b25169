package io.keelson.operator.observe;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.keelson.operator.api.ClusterRestoreStatus;
import io.keelson.operator.api.Decommission;
import io.keelson.operator.api.Durations;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.EtcdClusterSpec;
import io.keelson.operator.api.EtcdMember;
import io.keelson.operator.api.EtcdMemberStatus;
import io.keelson.operator.api.RepairPolicy;
import io.keelson.operator.api.RepairSpec;
import io.keelson.operator.api.RestoreStage;
import io.keelson.operator.api.StorageMedium;
import io.keelson.operator.etcd.Survey;
import io.keelson.operator.plan.BackupSeen;
import io.keelson.operator.plan.Backups;
import io.keelson.operator.plan.ClaimFacts;
import io.keelson.operator.plan.Goal;
import io.keelson.operator.plan.MemberFacts;
import io.keelson.operator.plan.Observation;
import io.keelson.operator.plan.PodFacts;
import io.keelson.operator.plan.Poll;
import io.keelson.operator.plan.Roll;
import io.keelson.operator.plan.SlotFacts;
import io.keelson.operator.plan.Standing;
import io.keelson.operator.resource.BackupUse;
import io.keelson.operator.resource.MemberPod;
import io.keelson.operator.resource.Names;
import io.keelson.operator.status.MemberReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes an observation of what was seen. The same objects and answers give the same. */
public final class Observer {
  private static final Duration RECREATION_PAUSE = Duration.ofMinutes(10);

  /** How long the last backup may hold up the end of a cluster; longer than its own deadline. */
  private static final Duration LAST_BACKUP_DEADLINE = Duration.ofMinutes(75);

  private final Seen seen;
  private final EtcdCluster cluster;
  private final long clusterId;

  private Observer(Seen seen) {
    this.seen = seen;
    this.cluster = seen.cluster();
    String latched = cluster.statusOrEmpty().clusterID();
    this.clusterId = latched == null ? 0 : Long.parseUnsignedLong(latched, 16);
  }

  /** The observation that follows from what was seen. */
  public static Observation observe(Seen seen) {
    return new Observer(seen).observation();
  }

  private Observation observation() {
    Backups backups = BackupsSeen.of(cluster, seen.backups());
    List<ClaimFacts> claims = seen.claims().stream().map(this::claim).toList();
    Map<String, Pod> pods = new TreeMap<>();
    for (Pod pod : seen.pods()) {
      pods.put(pod.getMetadata().getName(), pod);
    }
    List<MemberFacts> members = new ArrayList<>();
    for (EtcdMember member : seen.members()) {
      Optional<PodFacts> pod =
          Optional.ofNullable(pods.get(member.getSpec().memberName()))
              .filter(found -> ownedBy(found, member))
              .map(found -> Pods.facts(found, seen.nodes()));
      members.add(member(member, pod, claims));
    }
    return new Observation(
        seen.now(),
        goal(backups),
        Names.prefix(cluster),
        clusterId,
        seeds(),
        members,
        claims,
        roll(),
        slots(),
        backups,
        new RestoreView(seen).facts());
  }

  private List<SlotFacts> slots() {
    return cluster.statusOrEmpty().slots().stream()
        .map(
            slot ->
                new SlotFacts(
                    slot.slot(),
                    slot.incarnation(),
                    slot.failedJoins(),
                    Optional.ofNullable(slot.learnerSince()).map(Instant::parse)))
        .toList();
  }

  /** A pod of the same name that belongs to somebody else is none of the member's. */
  private static boolean ownedBy(HasMetadata object, EtcdMember member) {
    return object.getMetadata().getOwnerReferences().stream()
        .anyMatch(owner -> owner.getUid().equals(member.getMetadata().getUid()));
  }

  private Goal goal(Backups backups) {
    EtcdClusterSpec spec = cluster.getSpec();
    return new Goal(
        spec.replicas(),
        MemberPod.specHash(cluster, seen.effective()),
        spec.version(),
        spec.storage().medium() == StorageMedium.MEMORY ? 0 : bytes(spec.storage().size()),
        mode(spec, backups),
        repair(spec.repair()),
        Durations.parse(spec.upgrade().canarySoak()),
        spec.unsafe().allowDowntime());
  }

  private Goal.Mode mode(EtcdClusterSpec spec, Backups backups) {
    if (cluster.getMetadata().getDeletionTimestamp() != null) {
      return switch (spec.reclaimPolicy()) {
        case RETAIN -> Goal.Mode.ENDING_KEEP_VOLUMES;
        case DELETE -> Goal.Mode.ENDING_DELETE_VOLUMES;
        case BACKUP_THEN_DELETE -> lastBackup(backups);
      };
    }
    if (spec.paused()) {
      return Goal.Mode.PAUSED;
    }
    return spec.hibernate() ? Goal.Mode.HIBERNATED : Goal.Mode.RUN;
  }

  /** Without a last backup that is known to be good, the volumes stay. */
  private Goal.Mode lastBackup(Backups backups) {
    if (clusterId == 0) {
      return Goal.Mode.ENDING_DELETE_VOLUMES; // it never held data
    }
    List<BackupSeen> last =
        backups.list().stream()
            .filter(one -> one.ofThisCluster() && one.use().equals(Optional.of(BackupUse.FINAL)))
            .toList();
    if (last.stream().anyMatch(BackupSeen::good)) {
      return Goal.Mode.ENDING_DELETE_VOLUMES;
    }
    Instant since = Instant.parse(cluster.getMetadata().getDeletionTimestamp());
    boolean late = since.plus(LAST_BACKUP_DEADLINE).isBefore(seen.now());
    boolean failed = last.stream().anyMatch(one -> one.state() != BackupSeen.State.WORKING);
    return seen.namespaceEnding() || late || failed
        ? Goal.Mode.ENDING_KEEP_VOLUMES
        : Goal.Mode.ENDING_WITH_BACKUP;
  }

  private static Goal.Repair repair(RepairSpec spec) {
    return new Goal.Repair(
        spec.policy() != RepairPolicy.NONE,
        Durations.parse(spec.memberNotReadyAfter()),
        spec.maxRecreates(),
        RECREATION_PAUSE,
        spec.promote().maxLagEntries(),
        Durations.parse(spec.promote().soak()),
        Durations.parse(spec.promote().deadline()));
  }

  private static long bytes(Quantity quantity) {
    return quantity.getNumericalAmount().longValue();
  }

  /** Names of the founding members: as written into the first record, or as many as are asked. */
  private List<String> seeds() {
    ClusterRestoreStatus restore = cluster.statusOrEmpty().restore();
    boolean seeding = restore != null && restore.stage() == RestoreStage.SEEDING;
    String survivor = seeding && restore != null ? restore.survivor() : null;
    if (survivor != null) {
      return List.of(survivor);
    }
    for (EtcdMember member : seen.members()) {
      String founding = member.getSpec().initialCluster();
      if (member.getSpec().role().isFirst() && founding != null && clusterId == 0) {
        return Pattern.compile(",")
            .splitAsStream(founding)
            .map(part -> part.substring(0, Math.max(0, part.indexOf('='))))
            .toList();
      }
    }
    List<String> names = new ArrayList<>();
    // Restored data is in one place; the others take it from there.
    boolean restored = cluster.getSpec().bootstrap() != null || seeding;
    int founders = restored ? 1 : cluster.getSpec().replicas();
    for (int slot = 0; slot < founders; slot++) {
      names.add(Names.member(cluster, slot));
    }
    return names;
  }

  private MemberFacts member(EtcdMember member, Optional<PodFacts> pod, List<ClaimFacts> claims) {
    EtcdMemberStatus status = member.statusOrEmpty();
    String name = member.getSpec().memberName();
    long memberId = status.memberID() == null ? 0 : Long.parseUnsignedLong(status.memberID(), 16);
    Optional<Poll> poll = Optional.ofNullable(seen.survey().answers().get(name));
    boolean healthy = Standing.healthy(poll, pod, memberId, clusterId);
    Instant since =
        MemberReport.healthy(status.phase()) == healthy && status.lastTransition() != null
            ? Instant.parse(status.lastTransition())
            : seen.now();
    return new MemberFacts(
        name,
        member.getSpec().slot(),
        member.getSpec().incarnation(),
        Names.peerUrl(cluster, name, seen.effective().clusterDomain()),
        RestoreView.generation(member),
        member.getSpec().role().isFirst(),
        member.getSpec().decommission() != Decommission.NONE,
        member.getMetadata().getDeletionTimestamp() != null,
        memberId,
        status.pvcName() != null,
        claimOf(member, pod, claims),
        pod,
        poll,
        healthy ? Optional.of(since) : Optional.empty(),
        healthy ? Optional.empty() : Optional.of(since),
        status.recreateCount() == null ? 0 : status.recreateCount(),
        Optional.ofNullable(status.recreatedAt()).map(Instant::parse));
  }

  private Optional<ClaimFacts> claimOf(
      EtcdMember member, Optional<PodFacts> pod, List<ClaimFacts> claims) {
    String name = Names.claim(member);
    if (cluster.getSpec().storage().medium() == StorageMedium.MEMORY) {
      // The volume lives and dies with the pod.
      return pod.isPresent() || !MemberPod.hasStarted(member)
          ? Optional.of(
              new ClaimFacts(
                  name,
                  member.getSpec().slot(),
                  member.getSpec().incarnation(),
                  0,
                  0,
                  false,
                  false,
                  false,
                  false,
                  Optional.empty()))
          : Optional.empty();
    }
    return claims.stream().filter(claim -> claim.name().equals(name)).findFirst();
  }

  private ClaimFacts claim(PersistentVolumeClaim claim) {
    Map<String, String> labels = claim.getMetadata().getLabels();
    Map<String, String> annotations = claim.getMetadata().getAnnotations();
    String phase = claim.getStatus() == null ? "" : claim.getStatus().getPhase();
    String until = annotations == null ? null : annotations.get(Names.RETAIN_UNTIL_ANNOTATION);
    Quantity asked = claim.getSpec().getResources().getRequests().get("storage");
    Quantity capacity =
        claim.getStatus() == null || claim.getStatus().getCapacity() == null
            ? null
            : claim.getStatus().getCapacity().get("storage");
    String owner = annotations == null ? null : annotations.get(Names.CLUSTER_UID_ANNOTATION);
    return new ClaimFacts(
        claim.getMetadata().getName(),
        number(labels.get(Names.SLOT_LABEL)),
        number(labels.get(Names.INCARNATION_LABEL)),
        asked == null ? 0 : bytes(asked),
        capacity == null ? 0 : bytes(capacity),
        "Lost".equals(phase),
        claim.getMetadata().getDeletionTimestamp() != null,
        !cluster.getMetadata().getUid().equals(owner),
        until != null && !Instant.parse(until).isAfter(seen.now()),
        RestoreView.quarantine(labels, annotations));
  }

  private static int number(@Nullable String label) {
    return label == null || !label.matches("[0-9]{1,9}") ? 0 : Integer.parseInt(label);
  }

  private Roll roll() {
    Survey survey = seen.survey();
    if (!survey.listed()) {
      return Roll.unknown();
    }
    List<Roll.Entry> entries = new ArrayList<>();
    for (Survey.Listed listed : survey.listing()) {
      String url = listed.peerUrls().isEmpty() ? "" : listed.peerUrls().getFirst();
      entries.add(
          new Roll.Entry(listed.memberId(), listed.name(), url, slotOf(url), listed.learner()));
    }
    List<Roll.Alarm> alarms =
        survey.alarms().stream()
            .map(alarm -> new Roll.Alarm(alarm.memberId(), alarm.type()))
            .toList();
    return new Roll(true, entries, alarms);
  }

  /** The slot whose address this is, -1 when it is nobody's of this cluster. */
  private int slotOf(String url) {
    Pattern ours =
        Pattern.compile(
            "https?://"
                + Pattern.quote(Names.prefix(cluster))
                + "-([0-9]{1,4})"
                + Pattern.quote("." + Names.peerDomain(cluster, seen.effective().clusterDomain()))
                + ":[0-9]+");
    Matcher matcher = ours.matcher(url);
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
  }
}
