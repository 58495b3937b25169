package io.keelson.operator.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.keelson.operator.api.BeaconStatus;
import io.keelson.operator.api.ClusterIdentity;
import io.keelson.operator.api.ClusterRestoreStatus;
import io.keelson.operator.api.Condition;
import io.keelson.operator.api.ConditionStatus;
import io.keelson.operator.api.ConditionType;
import io.keelson.operator.api.EtcdClusterStatus;
import io.keelson.operator.api.EtcdClusterStatusBuilder;
import io.keelson.operator.api.LossBound;
import io.keelson.operator.api.RestoreKind;
import io.keelson.operator.api.RestoreOrder;
import io.keelson.operator.api.RestoreResult;
import io.keelson.operator.api.RestoreStage;
import io.keelson.operator.plan.ClaimFacts;
import io.keelson.operator.plan.MemberFacts;
import io.keelson.operator.plan.Observation;
import io.keelson.operator.plan.Poll;
import io.keelson.operator.plan.RestoreFacts;
import io.keelson.operator.plan.RestoreStages;
import io.keelson.operator.plan.SeedWork;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The part of the status that is about a restore: how far it is, and with it the identity of the
 * cluster. It is the operator's memory: the next stage is acted on when it is read from here.
 */
final class RestoreReport {
  private static final ObjectMapper LENIENT =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final Report report;
  private final EtcdClusterStatus previous;
  private final Observation seen;
  private final String now;

  RestoreReport(Report report) {
    this.report = report;
    this.previous = report.cluster().statusOrEmpty();
    this.seen = report.observation();
    this.now = seen.now().toString();
  }

  /** What the last restore said, for people. */
  static String message(Report report) {
    ClusterRestoreStatus restore = report.cluster().statusOrEmpty().restore();
    String message = restore == null ? null : restore.message();
    return message == null ? "the restore failed" : message;
  }

  /** Adds what is to be written of a restore. */
  void addTo(EtcdClusterStatusBuilder status) {
    Optional<RestoreFacts> facts = seen.restore().filter(r -> !r.uid().isEmpty());
    if (facts.isEmpty()) {
      return;
    }
    Optional<ClusterRestoreStatus> known = known(facts.get());
    if (known.isEmpty()) {
      return; // the order was taken back in the same moment
    }
    Optional<RestoreStages.Next> next = RestoreStages.next(seen);
    ClusterRestoreStatus restore = updated(known.get(), next, result(facts.get()));
    status.restore(restore);
    if (next.isPresent()) {
      identity(status, restore);
    }
  }

  /** A member of before must not be taken for one of the new cluster. */
  boolean isOfBefore(String clusterId) {
    ClusterRestoreStatus restore = previous.restore();
    return restore != null
        && restore.stage() == RestoreStage.SEEDING
        && restore.previous() != null
        && clusterId.equals(restore.previous().clusterID());
  }

  private Optional<ClusterRestoreStatus> known(RestoreFacts facts) {
    ClusterRestoreStatus last = previous.restore();
    if (last != null && last.order().uid().equals(facts.uid())) {
      return Optional.of(last);
    }
    return report
        .order()
        .filter(order -> order.uid().equals(facts.uid()))
        .map(o -> begun(o, facts));
  }

  private ClusterRestoreStatus begun(RestoreOrder order, RestoreFacts facts) {
    ClusterIdentity before =
        order.kind() == RestoreKind.NEW
            ? null
            : new ClusterIdentity(
                previous.clusterID(), previous.clusterToken(), previous.incarnation());
    return new ClusterRestoreStatus(
        order,
        RestoreStage.ORDERED,
        now,
        now,
        "Ordered",
        "",
        facts.generation(),
        before,
        null,
        null,
        lastKnownRevision(),
        null,
        null,
        null,
        List.of());
  }

  private @Nullable String lastKnownRevision() {
    long known = number(previous.revision());
    BeaconStatus beacon = previous.beacon();
    known = Math.max(known, beacon == null ? 0 : number(beacon.revision()));
    for (MemberFacts member : seen.members()) {
      known = Math.max(known, member.poll().map(Poll::revision).orElse(0L));
    }
    return known == 0 ? null : Long.toString(known);
  }

  private static long number(@Nullable String text) {
    return text == null || !text.matches("[0-9]{1,18}") ? 0 : Long.parseLong(text);
  }

  private ClusterRestoreStatus updated(
      ClusterRestoreStatus known,
      Optional<RestoreStages.Next> next,
      Optional<RestoreResult> result) {
    boolean begins = next.filter(n -> n.stage() == RestoreFacts.Stage.FENCING).isPresent();
    boolean lets =
        next.filter(
                n ->
                    n.stage() == RestoreFacts.Stage.DONE
                        || n.stage() == RestoreFacts.Stage.ROLLED_BACK)
            .isPresent();
    String survivor = next.map(RestoreStages.Next::survivor).filter(s -> !s.isEmpty()).orElse(null);
    return new ClusterRestoreStatus(
        known.order(),
        next.map(n -> stage(n.stage())).orElse(known.stage()),
        known.startTime(),
        next.isPresent() ? now : known.stageTime(),
        next.map(RestoreStages.Next::reason).orElse(known.reason()),
        next.map(n -> Texts.cut(n.message(), 1_024)).orElse(message(known)),
        known.incarnation(),
        known.previous(),
        known.survivor() == null ? survivor : known.survivor(),
        begins ? loss(known, survivor) : known.lossBound(),
        begins ? lastKnownRevision() : known.lastKnownRevision(),
        begins ? unavailableSince() : known.unavailableSince(),
        lets ? now : known.availableSince(),
        result.orElse(known.result()),
        quarantine(known));
  }

  private @Nullable String message(ClusterRestoreStatus known) {
    String waits = RestoreStages.waitsFor(seen);
    return waits.isEmpty() ? known.message() : "waits for " + waits;
  }

  private static RestoreStage stage(RestoreFacts.Stage stage) {
    return switch (stage) {
      case AWAITED, ORDERED -> RestoreStage.ORDERED;
      case FENCING -> RestoreStage.FENCING;
      case SEEDING -> RestoreStage.SEEDING;
      case GROWING -> RestoreStage.GROWING;
      case ROLLING_BACK -> RestoreStage.ROLLING_BACK;
      case DONE -> RestoreStage.DONE;
      case ROLLED_BACK -> RestoreStage.ROLLED_BACK;
      case FAILED -> RestoreStage.FAILED;
      case REFUSED -> RestoreStage.REFUSED;
    };
  }

  private @Nullable LossBound loss(ClusterRestoreStatus known, @Nullable String survivor) {
    if (known.order().kind() != RestoreKind.SURVIVING_MEMBER) {
      return null;
    }
    Optional<Poll> poll =
        seen.members().stream()
            .filter(member -> member.name().equals(survivor))
            .flatMap(member -> member.poll().stream())
            .findFirst();
    return Losses.bound(previous.beacon(), poll, Instant.parse(unavailableSince()));
  }

  /** Since when nobody was served, or now. */
  private String unavailableSince() {
    return previous
        .condition(ConditionType.AVAILABLE.text())
        .filter(condition -> condition.status() == ConditionStatus.FALSE)
        .map(Condition::lastTransitionTime)
        .orElse(now);
  }

  /**
   * What the container told that brought the data. The first member of an earlier restore may still
   * have one; what that told is not of this restore.
   */
  private Optional<RestoreResult> result(RestoreFacts facts) {
    Optional<String> told =
        seen.members().stream()
            .filter(member -> !facts.isOld(member))
            .flatMap(member -> member.pod().stream())
            .flatMap(pod -> pod.seeding().stream())
            .filter(work -> work.state() == SeedWork.State.DONE)
            .map(SeedWork::result)
            .findFirst();
    try {
      return told.isEmpty()
          ? Optional.empty()
          : Optional.of(LENIENT.readValue(told.get(), RestoreResult.class));
    } catch (JsonProcessingException e) {
      return Optional.empty(); // it has done its work all the same
    }
  }

  private List<String> quarantine(ClusterRestoreStatus known) {
    return seen.claims().stream()
        .filter(
            claim ->
                claim
                    .quarantine()
                    .filter(kept -> kept.restore().equals(known.order().uid()))
                    .isPresent())
        .sorted(Comparator.comparingInt(ClaimFacts::slot))
        .map(ClaimFacts::name)
        .limit(16)
        .toList();
  }

  private static void identity(EtcdClusterStatusBuilder status, ClusterRestoreStatus restore) {
    if (restore.order().kind() == RestoreKind.NEW) {
      return;
    }
    RestoreStage stage = Objects.requireNonNull(restore.stage());
    if (stage == RestoreStage.SEEDING) {
      Integer incarnation = Objects.requireNonNull(restore.incarnation());
      status
          .clusterID(null)
          .clusterToken(restore.order().uid() + "-" + incarnation)
          .incarnation(incarnation)
          .beacon(null);
    } else if (stage == RestoreStage.ROLLED_BACK && restore.previous() != null) {
      ClusterIdentity before = restore.previous();
      status
          .clusterID(before.clusterID())
          .clusterToken(before.clusterToken())
          .incarnation(before.incarnation());
    }
  }
}
