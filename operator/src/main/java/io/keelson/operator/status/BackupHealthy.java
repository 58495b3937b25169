package io.keelson.operator.status;

import io.keelson.operator.api.BackupSummary;
import io.keelson.operator.plan.BackupSeen;
import io.keelson.operator.plan.Backups;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Whether there is a backup that is young enough and as it was taken. */
final class BackupHealthy {
  private static final Set<String> OF_TARGET =
      Set.of(
          "CredentialsRejected",
          "BucketMissing",
          "TargetReadOnly",
          "TargetFull",
          "TargetUnreachable",
          "TargetSlow",
          "UploadFailed");

  private BackupHealthy() {}

  /** Empty for a cluster that nobody backs up: it has no such condition. */
  static Optional<Verdict> of(Report report) {
    Backups backups = report.observation().backups();
    if (!backups.hasTarget() && backups.list().isEmpty()) {
      return Optional.empty();
    }
    Optional<BackupSeen> bad =
        newest(backups, one -> one.taken()).filter(one -> !one.verification().orElse(true));
    if (bad.isPresent()) {
      return Optional.of(
          Verdict.no(
              "VerifyFailed",
              "EtcdBackup %s is not as it was taken (%s): %s"
                  .formatted(bad.get().name(), bad.get().reason(), bad.get().message())));
    }
    Optional<BackupSeen> failed =
        newest(backups, one -> one.ended()).filter(one -> one.state() == BackupSeen.State.FAILED);
    Optional<BackupSeen> newest = backups.newest();
    if (newest.isEmpty()) {
      return Optional.of(failed.map(BackupHealthy::failed).orElseGet(BackupHealthy::none));
    }
    Duration age = Duration.between(taken(newest.get()), report.observation().now());
    if (backups.ageMax().isPresent() && age.compareTo(backups.ageMax().get()) > 0) {
      String last = failed.map(one -> "; the last one failed: " + one.reason()).orElse("");
      return Optional.of(
          Verdict.no(
              "Overdue",
              "the newest backup, %s, is of %s and older than spec.backup.maxAge%s"
                  .formatted(newest.get().name(), taken(newest.get()), last)));
    }
    return Optional.of(
        failed
            .map(BackupHealthy::failed)
            .orElseGet(
                () ->
                    Verdict.yes(
                        "Healthy",
                        "EtcdBackup %s of %s"
                            .formatted(newest.get().name(), taken(newest.get())))));
  }

  private static Instant taken(BackupSeen backup) {
    return backup.taken().orElse(Instant.EPOCH);
  }

  private static Verdict none() {
    return Verdict.no(
        "NoBackup", "there is no complete backup: make an EtcdBackup or an EtcdBackupSchedule");
  }

  private static Verdict failed(BackupSeen backup) {
    return Verdict.no(
        OF_TARGET.contains(backup.reason()) ? "TargetUnreachable" : "LastFailed",
        "EtcdBackup %s failed (%s): %s"
            .formatted(backup.name(), backup.reason(), backup.message()));
  }

  private static Optional<BackupSeen> newest(
      Backups backups, Function<BackupSeen, Optional<Instant>> time) {
    return backups.list().stream()
        .filter(one -> time.apply(one).isPresent())
        .max(Comparator.comparing(one -> time.apply(one).orElse(Instant.MIN)));
  }

  /** The backups in short; null where there are none. */
  static @Nullable BackupSummary summary(Report report) {
    List<BackupSeen> list = report.observation().backups().list();
    Optional<BackupSeen> newest = report.observation().backups().newest();
    if (newest.isEmpty()) {
      return null;
    }
    Optional<BackupSeen> verified =
        list.stream()
            .filter(one -> one.good() && one.verification().isPresent())
            .max(Comparator.comparing(one -> one.verifiedAt().orElse(Instant.MIN)));
    Optional<BackupSeen> restored =
        list.stream()
            .filter(one -> one.restoreSeconds() > 0)
            .max(Comparator.comparing(one -> one.verifiedAt().orElse(Instant.MIN)));
    String revision = newest.get().revision();
    return new BackupSummary(
        newest.get().taken().map(Objects::toString).orElse(null),
        verified.flatMap(BackupSeen::verifiedAt).map(Objects::toString).orElse(null),
        revision.isEmpty() ? null : revision,
        restored.map(BackupSeen::restoreSeconds).orElse(null));
  }
}
