package io.keelson.operator.observe;

import io.fabric8.kubernetes.api.model.Pod;
import io.keelson.operator.api.ClusterRestoreStatus;
import io.keelson.operator.api.Durations;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.EtcdClusterStatus;
import io.keelson.operator.api.EtcdMember;
import io.keelson.operator.api.RestoreKind;
import io.keelson.operator.api.RestoreOrder;
import io.keelson.operator.api.RestoreStage;
import io.keelson.operator.plan.Quarantine;
import io.keelson.operator.plan.RestoreFacts;
import io.keelson.operator.resource.Names;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is seen of a restore. */
final class RestoreView {
  private final Seen seen;
  private final EtcdCluster cluster;
  private final EtcdClusterStatus status;

  RestoreView(Seen seen) {
    this.seen = seen;
    this.cluster = seen.cluster();
    this.status = cluster.statusOrEmpty();
  }

  /** The restore under way, or the one that is ordered next. */
  Optional<RestoreFacts> facts() {
    ClusterRestoreStatus last = status.restore();
    RestoreStage stage = last == null ? null : last.stage();
    Optional<RestoreOrder> next =
        seen.order().filter(o -> last == null || !o.uid().equals(last.order().uid()));
    if (last == null || stage == null) {
      return next.map(this::ordered).or(this::awaited);
    }
    return switch (stage) {
      case ORDERED, FENCING, SEEDING, GROWING, ROLLING_BACK ->
          Optional.of(facts(last.order(), stage, last));
      // Only a backup can take the place of what failed: nobody is there to go on alone.
      case FAILED ->
          Optional.of(
              next.filter(order -> order.kind() == RestoreKind.IN_PLACE)
                  .map(this::ordered)
                  .orElseGet(() -> facts(last.order(), stage, last)));
      case DONE, ROLLED_BACK, REFUSED -> next.map(this::ordered);
    };
  }

  private RestoreFacts ordered(RestoreOrder order) {
    return facts(order, RestoreStage.ORDERED, null);
  }

  /** The backup that the cluster begins with is not there yet. */
  private Optional<RestoreFacts> awaited() {
    return cluster.getSpec().bootstrap() == null || status.clusterID() != null
        ? Optional.empty()
        : Optional.of(
            new RestoreFacts(
                "",
                RestoreFacts.Kind.NEW,
                RestoreFacts.Stage.AWAITED,
                seen.now(),
                1,
                0,
                "",
                0,
                Durations.parse("1h"),
                Durations.parse(cluster.getSpec().progressDeadline()),
                0));
  }

  private RestoreFacts facts(
      RestoreOrder order, RestoreStage stage, @Nullable ClusterRestoreStatus recorded) {
    String since = recorded == null ? null : recorded.stageTime();
    String survivor = recorded == null ? null : recorded.survivor();
    Integer voters = status.beacon() == null ? null : status.beacon().voters();
    return new RestoreFacts(
        order.uid(),
        switch (order.kind()) {
          case NEW -> RestoreFacts.Kind.NEW;
          case IN_PLACE -> RestoreFacts.Kind.IN_PLACE;
          case SURVIVING_MEMBER -> RestoreFacts.Kind.SURVIVOR;
        },
        stage(stage),
        since == null ? seen.now() : Instant.parse(since),
        generation(order, recorded),
        former(recorded),
        survivor != null ? survivor : Objects.requireNonNullElse(order.member(), ""),
        voters == null ? 0 : voters,
        Durations.parse(order.deadline()),
        Durations.parse(cluster.getSpec().progressDeadline()),
        strayPods());
  }

  private static long former(@Nullable ClusterRestoreStatus recorded) {
    String id =
        recorded == null || recorded.previous() == null ? null : recorded.previous().clusterID();
    return id == null ? 0 : Long.parseUnsignedLong(id, 16);
  }

  private static RestoreFacts.Stage stage(RestoreStage stage) {
    return switch (stage) {
      case ORDERED -> RestoreFacts.Stage.ORDERED;
      case FENCING -> RestoreFacts.Stage.FENCING;
      case SEEDING -> RestoreFacts.Stage.SEEDING;
      case GROWING -> RestoreFacts.Stage.GROWING;
      case ROLLING_BACK -> RestoreFacts.Stage.ROLLING_BACK;
      case DONE -> RestoreFacts.Stage.DONE;
      case ROLLED_BACK -> RestoreFacts.Stage.ROLLED_BACK;
      case FAILED -> RestoreFacts.Stage.FAILED;
      case REFUSED -> RestoreFacts.Stage.REFUSED;
    };
  }

  /** Greater than any that was ever given, also to one that was undone. */
  private int generation(RestoreOrder order, @Nullable ClusterRestoreStatus recorded) {
    if (recorded != null && recorded.incarnation() != null) {
      return recorded.incarnation();
    }
    if (order.kind() == RestoreKind.NEW) {
      return 1;
    }
    int now = Objects.requireNonNullElse(status.incarnation(), 1);
    Integer last = status.restore() == null ? null : status.restore().incarnation();
    return Math.max(now, Objects.requireNonNullElse(last, 1)) + 1;
  }

  private int strayPods() {
    Set<String> owners = new HashSet<>();
    seen.members().forEach(member -> owners.add(member.getMetadata().getUid()));
    int stray = 0;
    for (Pod pod : seen.pods()) {
      Map<String, String> labels = pod.getMetadata().getLabels();
      boolean ofMember = labels != null && labels.containsKey(Names.MEMBER_LABEL);
      boolean known =
          pod.getMetadata().getOwnerReferences().stream()
              .anyMatch(owner -> owners.contains(owner.getUid()));
      stray += ofMember && !known ? 1 : 0;
    }
    return stray;
  }

  /** The identity of the cluster that a member came under. */
  static int generation(EtcdMember member) {
    Map<String, String> labels = member.getMetadata().getLabels();
    String text = labels == null ? null : labels.get(Names.IDENTITY_LABEL);
    return text == null || !text.matches("[0-9]{1,6}") ? 1 : Integer.parseInt(text);
  }

  /** Why a claim is out of use, if it is. */
  static Optional<Quarantine> quarantine(
      Map<String, String> labels, @Nullable Map<String, String> annotations) {
    if (!Names.QUARANTINE.equals(labels.get(Names.ROLE_LABEL))) {
      return Optional.empty();
    }
    String id = annotations == null ? null : annotations.get(Names.MEMBER_ID_ANNOTATION);
    boolean known = id != null && id.matches("[0-9a-f]{1,16}");
    return Optional.of(
        new Quarantine(
            Objects.requireNonNullElse(labels.get(Names.RESTORE_LABEL), ""),
            known ? Long.parseUnsignedLong(Objects.requireNonNull(id), 16) : 0,
            annotations != null && annotations.containsKey(Names.SILENT_ANNOTATION)));
  }
}
