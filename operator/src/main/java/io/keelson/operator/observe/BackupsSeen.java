package io.keelson.operator.observe;

import io.keelson.operator.api.BackupConditionType;
import io.keelson.operator.api.BackupPhase;
import io.keelson.operator.api.Condition;
import io.keelson.operator.api.ConditionStatus;
import io.keelson.operator.api.Durations;
import io.keelson.operator.api.EtcdBackup;
import io.keelson.operator.api.EtcdBackupStatus;
import io.keelson.operator.api.EtcdCluster;
import io.keelson.operator.api.EtcdClusterSpec;
import io.keelson.operator.api.VerificationStatus;
import io.keelson.operator.plan.BackupSeen;
import io.keelson.operator.plan.Backups;
import io.keelson.operator.resource.ClusterBackup;
import io.keelson.operator.resource.Names;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the backups of a cluster. */
final class BackupsSeen {
  private BackupsSeen() {}

  static Backups of(EtcdCluster cluster, List<EtcdBackup> backups) {
    EtcdClusterSpec spec = cluster.getSpec();
    boolean hasTarget = spec.backup().target() != null;
    boolean forUpgrade =
        (hasTarget || spec.upgrade().backupTarget() != null) && !spec.unsafe().allowSkipBackup();
    return new Backups(
        hasTarget,
        Optional.ofNullable(spec.backup().maxAge()).map(Durations::parse),
        forUpgrade
            ? Optional.of(Durations.parse(spec.upgrade().maxBackupAge()))
            : Optional.<Duration>empty(),
        backups.stream().map(backup -> one(cluster, backup)).toList());
  }

  private static BackupSeen one(EtcdCluster cluster, EtcdBackup backup) {
    EtcdBackupStatus status = backup.statusOrEmpty();
    Map<String, String> notes = notes(backup);
    BackupSeen.State state = state(status.phase());
    VerificationStatus verification = status.verification();
    Optional<Condition> verified = status.condition(BackupConditionType.VERIFIED);
    Optional<Condition> failed = status.condition(BackupConditionType.FAILED);
    boolean bad = verified.filter(c -> c.status() == ConditionStatus.FALSE).isPresent();
    boolean good = verified.filter(c -> c.status() == ConditionStatus.TRUE).isPresent();
    Optional<Condition> why = bad ? verified : failed;
    Double seconds = verification == null ? null : verification.restoreSeconds();
    return new BackupSeen(
        backup.getMetadata().getName(),
        ClusterBackup.use(backup),
        ClusterBackup.number(backup),
        notes.getOrDefault(Names.VERSION_ANNOTATION, ""),
        cluster.getMetadata().getUid().equals(notes.getOrDefault(Names.CLUSTER_UID_ANNOTATION, "")),
        state,
        state == BackupSeen.State.COMPLETE ? time(status.snapshotTime()) : Optional.empty(),
        bad || good ? Optional.of(good) : Optional.empty(),
        verification == null ? Optional.empty() : time(verification.time()),
        status.revision() == null ? "" : status.revision(),
        seconds == null ? 0 : seconds,
        time(status.completionTime()),
        bad || state == BackupSeen.State.FAILED ? why.map(Condition::reason).orElse("") : "",
        bad || state == BackupSeen.State.FAILED ? why.map(Condition::message).orElse("") : "");
  }

  private static BackupSeen.State state(@Nullable BackupPhase phase) {
    if (phase == null) {
      return BackupSeen.State.WORKING;
    }
    return switch (phase) {
      case PENDING, RUNNING, VERIFYING -> BackupSeen.State.WORKING;
      case COMPLETED -> BackupSeen.State.COMPLETE;
      case FAILED -> BackupSeen.State.FAILED;
      // It is on its way out, whatever it was.
      case EXPIRED, DELETING -> BackupSeen.State.FAILED;
    };
  }

  private static Map<String, String> notes(EtcdBackup backup) {
    Map<String, String> annotations = backup.getMetadata().getAnnotations();
    return annotations == null ? Map.of() : annotations;
  }

  private static Optional<Instant> time(@Nullable String text) {
    return Optional.ofNullable(text).map(Instant::parse);
  }
}
