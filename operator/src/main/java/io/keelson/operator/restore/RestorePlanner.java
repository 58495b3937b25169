package io.keelson.operator.restore;

import io.keelson.operator.api.Durations;
import io.keelson.operator.api.EtcdBackup;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.EtcdRestore;
import io.keelson.operator.api.EtcdRestoreSpec;
import io.keelson.operator.api.EtcdRestoreStatus;
import io.keelson.operator.api.ResolvedSource;
import io.keelson.operator.api.RestoreConditionType;
import io.keelson.operator.api.RestoreMode;
import io.keelson.operator.api.RestorePhase;
import io.keelson.operator.api.RestoreSourceSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of an EtcdRestore next: its source is decided once, the backup is tried, and
 * only then a cluster is touched. The cluster does the rest by itself and tells of it in its own
 * status, so that it goes on even when the EtcdRestore is deleted. The same picture gives the same
 * plan, and a phase is written before anything is done for it.
 */
public final class RestorePlanner {
  /** On a cluster that a restore made: the uid of the restore. */
  public static final String MADE_BY_ANNOTATION = EtcdCluster.GROUP + "/restored-by";

  private static final Duration PATIENT = Duration.ofSeconds(10);

  private final RestoreSeen seen;
  private final EtcdRestore restore;
  private final EtcdRestoreSpec spec;
  private final EtcdRestoreStatus before;
  private final Draft draft;

  private RestorePlanner(RestoreSeen seen) {
    this.seen = seen;
    this.restore = seen.restore();
    this.spec = restore.getSpec();
    this.before = restore.statusOrEmpty();
    this.draft = new Draft(restore, seen.now());
  }

  /** The plan that follows from what is seen. */
  public static RestorePlan plan(RestoreSeen seen) {
    RestorePlanner planner = new RestorePlanner(seen);
    planner.decide();
    return planner.draft.plan();
  }

  /**
   * The status when something could not be done.
   *
   * @param forGood trying again would not help
   */
  public static EtcdRestoreStatus refused(
      RestoreSeen seen, String reason, String message, boolean forGood) {
    Draft draft = new Draft(seen.restore(), seen.now());
    if (forGood) {
      draft.fail(RestorePhase.FAILED, reason, message);
    } else {
      draft.condition(RestoreConditionType.ACCEPTED, false, reason, message);
      draft.status().message(message);
    }
    return draft.plan().status();
  }

  /** Whether nothing more becomes of a restore. */
  public static boolean isOver(EtcdRestoreStatus status) {
    return over(status.phase());
  }

  private static boolean over(@Nullable RestorePhase phase) {
    if (phase == null) {
      return false;
    }
    return switch (phase) {
      case COMPLETED, FAILED, ROLLED_BACK -> true;
      case PENDING, REHEARSING, FENCING, RESTORING, SCALING -> false;
    };
  }

  private boolean survives() {
    return spec.source().survivingMember() != null;
  }

  private void decide() {
    RestorePhase phase = before.phase() == null ? RestorePhase.PENDING : before.phase();
    draft.status().source(words(spec.source()));
    switch (phase) {
      case PENDING -> pending();
      case REHEARSING -> rehearse();
      case FENCING, RESTORING, SCALING -> new Following(seen, draft).follow();
      case COMPLETED, FAILED, ROLLED_BACK -> {
        seen.rehearsals().forEach(job -> draft.todo(new RestoreStep.RemoveJob(job.name())));
        draft.next(Duration.ofMinutes(10));
      }
    }
  }

  /** Where it is from, in a few words. */
  private static String words(RestoreSourceSpec source) {
    if (source.backupRef() != null) {
      return "backup " + source.backupRef();
    }
    if (source.latest() != null) {
      return source.latest().scheduleRef() != null
          ? "latest of schedule " + source.latest().scheduleRef()
          : "latest of " + source.latest().clusterName();
    }
    if (source.uri() != null) {
      return "stored backup";
    }
    return source.survivingMember() != null
        ? "surviving member " + source.survivingMember().member()
        : "external cluster";
  }

  private void pending() {
    draft.phase(RestorePhase.PENDING, "");
    Optional<Refusal> refusal = refusal();
    if (refusal.isPresent()) {
      draft.condition(
          RestoreConditionType.ACCEPTED, false, refusal.get().reason(), refusal.get().message());
      draft.fail(RestorePhase.FAILED, refusal.get().reason(), refusal.get().message());
      return;
    }
    Optional<EtcdRestore> first = ahead();
    if (first.isPresent()) {
      wait(
          "Queued",
          "EtcdRestore %s works on the same cluster, and is first"
              .formatted(first.get().getMetadata().getName()));
      return;
    }
    if (survives()) {
      accepted("the cluster is asked who is left");
      draft.condition(
          RestoreConditionType.SOURCE_VERIFIED,
          false,
          "SurvivingMember",
          "a member's own data cannot be tried before");
      draft.phase(RestorePhase.FENCING, "the cluster is asked who is left");
      draft.step("Fence", "");
      return;
    }
    choose();
  }

  private void wait(String reason, String message) {
    draft.condition(RestoreConditionType.ACCEPTED, false, reason, message);
    draft.phase(RestorePhase.PENDING, reason + ": " + message);
    draft.next(PATIENT);
  }

  private void accepted(String message) {
    draft.condition(RestoreConditionType.ACCEPTED, true, "Accepted", message);
  }

  private void choose() {
    draft.step("Source", "");
    switch (SourceChoice.of(seen)) {
      case SourceChoice.Found found -> {
        draft.status().resolvedSource(found.source());
        draft.stepDone("Source", place(found.source()));
        accepted("the source is " + place(found.source()));
        boolean tried = spec.rehearseFirst() || spec.mode() != RestoreMode.NEW_CLUSTER;
        if (tried) {
          draft.phase(RestorePhase.REHEARSING, "the backup is restored on trial");
          draft.step("Rehearse", "");
        } else {
          draft.condition(
              RestoreConditionType.SOURCE_VERIFIED, false, "NotTried", "rehearseFirst is false");
          goOn();
        }
      }
      case SourceChoice.Awaited awaited -> {
        if (isLate(before.startTime())) {
          draft.fail(
              RestorePhase.FAILED,
              awaited.reason(),
              awaited.message() + ", and did not come within " + spec.deadline());
        } else {
          wait(awaited.reason(), awaited.message());
        }
      }
      case SourceChoice.Hopeless hopeless -> {
        draft.condition(
            RestoreConditionType.ACCEPTED, false, hopeless.reason(), hopeless.message());
        draft.fail(RestorePhase.FAILED, hopeless.reason(), hopeless.message());
      }
      case SourceChoice.Needed needed -> {
        draft.todo(needed.step());
        wait("TakingSnapshot", "a snapshot of the external cluster is taken");
      }
    }
  }

  private static String place(ResolvedSource source) {
    return source.backup() != null
        ? "EtcdBackup " + source.backup()
        : source.key() != null ? source.key() : String.valueOf(source.rawKey());
  }

  private boolean isLate(@Nullable String since) {
    return since != null
        && Instant.parse(since).plus(Durations.parse(spec.deadline())).isBefore(seen.now());
  }

  private record Refusal(String reason, String message) {}

  private Optional<Refusal> refusal() {
    return switch (spec.mode()) {
      case REHEARSAL -> Optional.empty();
      case IN_PLACE -> inPlace();
      case NEW_CLUSTER -> newCluster();
    };
  }

  private Optional<Refusal> inPlace() {
    if (seen.cluster().isEmpty()) {
      return Optional.of(
          new Refusal(
              "ClusterMissing",
              "there is no EtcdCluster %s in this namespace: use mode NewCluster to make one"
                  .formatted(spec.clusterName())));
    }
    return isEnding(seen.cluster().get())
        ? Optional.of(
            new Refusal("ClusterEnding", "the cluster is being deleted: wait, and make a new one"))
        : Optional.empty();
  }

  static boolean isEnding(EtcdCluster cluster) {
    return cluster.getMetadata().getDeletionTimestamp() != null;
  }

  private Optional<Refusal> newCluster() {
    if (seen.cluster().isPresent() && !isMadeBy(seen.cluster().get(), restore)) {
      return Optional.of(
          new Refusal(
              "ClusterExists",
              ("EtcdCluster %s is there already: choose another clusterName, or replace its data"
                      + " with mode InPlace and confirm: %s")
                  .formatted(spec.clusterName(), spec.clusterName())));
    }
    Map<String, Object> template = spec.clusterTemplate();
    return template != null && template.containsKey("bootstrap")
        ? Optional.of(
            new Refusal(
                "TemplateInvalid",
                "clusterTemplate may not have bootstrap: it is made from source; leave it out"))
        : Optional.empty();
  }

  static boolean isMadeBy(EtcdCluster cluster, EtcdRestore restore) {
    Map<String, String> annotations = cluster.getMetadata().getAnnotations();
    return annotations != null
        && String.valueOf(restore.getMetadata().getUid())
            .equals(annotations.get(MADE_BY_ANNOTATION));
  }

  /** Who goes first: whoever has begun, then the older. */
  private Optional<EtcdRestore> ahead() {
    if (spec.mode() == RestoreMode.REHEARSAL) {
      return Optional.empty();
    }
    return seen.others().stream()
        .filter(other -> !same(other, restore))
        .filter(other -> other.getSpec().mode() != RestoreMode.REHEARSAL)
        .filter(other -> String.valueOf(spec.clusterName()).equals(other.getSpec().clusterName()))
        .filter(other -> !isOver(other.statusOrEmpty()))
        .filter(other -> hasBegun(other) || RestoreOrders.OLDEST.compare(other, restore) < 0)
        .min(RestoreOrders.OLDEST);
  }

  private static boolean same(EtcdRestore one, EtcdRestore other) {
    return String.valueOf(one.getMetadata().getUid())
        .equals(String.valueOf(other.getMetadata().getUid()));
  }

  private static boolean hasBegun(EtcdRestore other) {
    RestorePhase phase = other.statusOrEmpty().phase();
    return phase != null && phase != RestorePhase.PENDING;
  }

  private void rehearse() {
    Optional<Refusal> refusal = refusal();
    if (refusal.isPresent()) {
      draft.fail(RestorePhase.FAILED, refusal.get().reason(), refusal.get().message());
      return;
    }
    if (backupIsGone()) {
      draft.fail(
          RestorePhase.FAILED,
          "BackupMissing",
          "the EtcdBackup was deleted before it was tried: choose another");
      return;
    }
    Trial trial = new Trial(seen, draft);
    if (trial.goOn()) {
      goOn();
    }
  }

  /** With its stored objects it may be gone, too; nothing was touched yet. */
  private boolean backupIsGone() {
    ResolvedSource source = before.resolvedSource();
    String name = source == null ? null : source.backup();
    return name != null
        && seen.backups().stream()
            .filter(backup -> backup.getMetadata().getName().equals(name))
            .map(EtcdBackup::getMetadata)
            .noneMatch(metadata -> metadata.getDeletionTimestamp() == null);
  }

  /** The backup is good, or taken for good: now the cluster's turn. */
  private void goOn() {
    switch (spec.mode()) {
      case REHEARSAL -> draft.complete("the backup can be restored");
      case IN_PLACE -> {
        draft.phase(RestorePhase.FENCING, "the cluster is asked to stop");
        draft.step("Fence", "");
      }
      case NEW_CLUSTER -> {
        draft.phase(RestorePhase.RESTORING, "the cluster is made");
        draft.step("Restore", "");
      }
    }
  }
}
