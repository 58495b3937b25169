package io.keelson.operator.restore;

import io.keelson.operator.api.ClusterRestoreStatus;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.EtcdRestore;
import io.keelson.operator.api.EtcdRestoreStatus;
import io.keelson.operator.api.LossBound;
import io.keelson.operator.api.ResolvedSource;
import io.keelson.operator.api.RestoreConditionType;
import io.keelson.operator.api.RestoreMode;
import io.keelson.operator.api.RestorePhase;
import io.keelson.operator.api.RestoreResult;
import io.keelson.operator.api.RestoreStage;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells what the cluster makes of the restore: it does the work, and writes down how far it is. */
final class Following {
  private static final Duration PATIENT = Duration.ofSeconds(5);

  private final RestoreSeen seen;
  private final EtcdRestore restore;
  private final EtcdRestoreStatus before;
  private final Draft draft;

  Following(RestoreSeen seen, Draft draft) {
    this.seen = seen;
    this.restore = seen.restore();
    this.before = restore.statusOrEmpty();
    this.draft = draft;
  }

  void follow() {
    boolean makes = restore.getSpec().mode() == RestoreMode.NEW_CLUSTER;
    boolean made = before.phase() == RestorePhase.SCALING || isMade();
    if (makes && seen.cluster().isEmpty() && !made) {
      make();
      return;
    }
    if (seen.cluster().isEmpty() || RestorePlanner.isEnding(seen.cluster().get())) {
      draft.fail(
          RestorePhase.FAILED, "ClusterGone", "the cluster was deleted while it was restored");
      return;
    }
    EtcdCluster cluster = seen.cluster().get();
    if (makes && !RestorePlanner.isMadeBy(cluster, restore)) {
      draft.fail(
          RestorePhase.FAILED,
          "ClusterExists",
          "somebody made an EtcdCluster of this name meanwhile: choose another clusterName");
      return;
    }
    Optional<ClusterRestoreStatus> answer = answer(cluster, makes);
    if (answer.isPresent()) {
      tell(answer.get());
    } else {
      notTaken(cluster, makes);
    }
  }

  /** The step says that the cluster was seen. */
  private boolean isMade() {
    return before.steps().stream()
        .anyMatch(step -> step.name().equals("Restore") && "made".equals(step.message()));
  }

  private void make() {
    ResolvedSource source = before.resolvedSource();
    if (source == null) {
      draft.fail(
          RestorePhase.FAILED, "SourceLost", "status.resolvedSource was taken away: try again");
      return;
    }
    draft.todo(new RestoreStep.CreateCluster(source));
  }

  private Optional<ClusterRestoreStatus> answer(EtcdCluster cluster, boolean made) {
    String uid =
        String.valueOf(made ? cluster.getMetadata().getUid() : restore.getMetadata().getUid());
    return Optional.ofNullable(cluster.statusOrEmpty().restore())
        .filter(answer -> answer.order().uid().equals(uid));
  }

  private void notTaken(EtcdCluster cluster, boolean makes) {
    draft.next(PATIENT);
    if (makes) {
      draft.phase(RestorePhase.RESTORING, "the cluster begins");
      draft.step("Restore", "made");
      return;
    }
    ClusterRestoreStatus other = cluster.statusOrEmpty().restore();
    if (before.phase() != RestorePhase.FENCING) {
      draft.fail(
          RestorePhase.FAILED,
          "Overtaken",
          "the cluster has gone on with restore %s: see its status"
              .formatted(other == null ? "none" : other.order().uid()));
      return;
    }
    String waits =
        cluster.getSpec().paused()
            ? "spec.paused of the cluster to be false"
            : cluster.getSpec().hibernate()
                ? "spec.hibernate of the cluster to be false"
                : "the cluster to take the order";
    draft.phase(RestorePhase.FENCING, "waits for " + waits);
    draft.step("Fence", "waits for " + waits);
  }

  private void tell(ClusterRestoreStatus answer) {
    RestoreStage stage = Objects.requireNonNullElse(answer.stage(), RestoreStage.ORDERED);
    String message = Objects.requireNonNullElse(answer.message(), "");
    String reason = Objects.requireNonNullElse(answer.reason(), "Unknown");
    numbers(answer);
    switch (stage) {
      case ORDERED, FENCING -> {
        draft.phase(RestorePhase.FENCING, message);
        draft.step("Fence", message);
      }
      case SEEDING -> {
        fenced();
        draft.phase(RestorePhase.RESTORING, message);
        draft.step("Restore", message);
      }
      case GROWING -> {
        fenced();
        restored();
        draft.phase(RestorePhase.SCALING, message);
        draft.step("Scale", message);
      }
      case DONE -> {
        fenced();
        restored();
        draft.stepDone("Scale", message);
        draft.complete(message);
      }
      case ROLLING_BACK -> {
        fenced();
        draft.condition(RestoreConditionType.RESTORED, false, reason, message);
        draft.phase(RestorePhase.RESTORING, "it is undone: " + message);
        draft.step("RollBack", message);
      }
      case ROLLED_BACK -> {
        draft.stepDone("RollBack", message);
        draft.fail(
            RestorePhase.ROLLED_BACK,
            reason,
            Objects.requireNonNullElse(before.message(), message) + "; " + message);
      }
      case FAILED, REFUSED -> {
        draft.condition(RestoreConditionType.RESTORED, false, reason, message);
        draft.fail(RestorePhase.FAILED, reason, message);
      }
    }
  }

  private void fenced() {
    if (restore.getSpec().mode() == RestoreMode.IN_PLACE) {
      draft.condition(RestoreConditionType.FENCED, true, "Fenced", "nobody of before runs");
      draft.stepDone("Fence", "");
    }
  }

  private void restored() {
    draft.condition(
        RestoreConditionType.RESTORED, true, "Restored", "the first member serves the data");
    draft.stepDone("Restore", "");
  }

  private void numbers(ClusterRestoreStatus answer) {
    RestoreResult result = answer.result();
    if (result != null) {
      draft
          .status()
          .restoredRevision(result.revision())
          .restoredTime(result.snapshotTime())
          .bumpedTo(result.bumpedTo())
          .keys(result.keys())
          .leases(result.leases())
          .authEnabled(result.authEnabled())
          .hashVerified(result.hash() != null);
    }
    draft.status().quarantine(answer.quarantine()).unavailableSeconds(unavailable(answer));
    LossBound bound = answer.lossBound() != null ? answer.lossBound() : sinceBackup(answer);
    draft.status().lossBound(bound).loss(words(bound));
  }

  private @Nullable Long unavailable(ClusterRestoreStatus answer) {
    if (answer.unavailableSince() == null) {
      return null;
    }
    Instant until =
        answer.availableSince() == null ? seen.now() : Instant.parse(answer.availableSince());
    return Math.max(
        0, Duration.between(Instant.parse(answer.unavailableSince()), until).toSeconds());
  }

  /** What was written since the backup is given up on purpose. */
  private static @Nullable LossBound sinceBackup(ClusterRestoreStatus answer) {
    RestoreResult result = answer.result();
    if (result == null || answer.lastKnownRevision() == null || result.revision() == null) {
      return null;
    }
    long lost = number(answer.lastKnownRevision()) - number(result.revision());
    Long seconds =
        result.snapshotTime() == null || answer.unavailableSince() == null
            ? null
            : Math.max(
                0L,
                Duration.between(
                        Instant.parse(result.snapshotTime()),
                        Instant.parse(answer.unavailableSince()))
                    .toSeconds());
    return new LossBound(
        Long.toString(Math.max(0, lost)),
        seconds,
        "the cluster was last seen at revision %s, and the backup is of revision %s"
            .formatted(answer.lastKnownRevision(), result.revision()));
  }

  private static long number(String text) {
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }

  private static @Nullable String words(@Nullable LossBound bound) {
    if (bound == null) {
      return null;
    }
    return bound.revisions() == null ? "not known" : "<= " + bound.revisions() + " revisions";
  }
}
