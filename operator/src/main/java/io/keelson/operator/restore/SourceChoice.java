package io.keelson.operator.restore;

import io.keelson.operator.api.BackupConditionType;
import io.keelson.operator.api.BackupEncryptionSpec;
import io.keelson.operator.api.BackupPhase;
import io.keelson.operator.api.BackupRetentionSpec;
import io.keelson.operator.api.ClusterRef;
import io.keelson.operator.api.Condition;
import io.keelson.operator.api.ConditionStatus;
import io.keelson.operator.api.DeletePolicy;
import io.keelson.operator.api.EtcdBackup;
import io.keelson.operator.api.EtcdBackupSpec;
import io.keelson.operator.api.EtcdRestoreSpec;
import io.keelson.operator.api.LatestSourceSpec;
import io.keelson.operator.api.ResolvedSource;
import io.keelson.operator.api.RestoreSourceSpec;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which backup a restore is from. Decided once; later backups change nothing. */
sealed interface SourceChoice {
  /** Known. */
  record Found(ResolvedSource source) implements SourceChoice {}

  /** Not known yet, and may become so. */
  record Awaited(String reason, String message) implements SourceChoice {}

  /** There is none, and waiting does not help. */
  record Hopeless(String reason, String message) implements SourceChoice {}

  /** A snapshot has to be taken first. */
  record Needed(RestoreStep.TakeBackup step) implements SourceChoice {}

  /** The choice that follows from what is seen; a surviving member is none. */
  static SourceChoice of(RestoreSeen seen) {
    EtcdRestoreSpec spec = seen.restore().getSpec();
    RestoreSourceSpec source = spec.source();
    SourceChoice choice;
    if (source.backupRef() != null) {
      choice = Choices.named(seen, source.backupRef(), spec.encryption());
    } else if (source.latest() != null) {
      choice = Choices.latest(seen, source.latest(), spec.encryption());
    } else if (source.uri() != null) {
      choice = new Found(Sources.of(source.uri(), spec.encryption()));
    } else {
      choice = Choices.external(seen, spec);
    }
    return choice instanceof Found found && Choices.cannotDecrypt(found.source())
        ? new Hopeless(
            "KeyMissing",
            "the backup is encrypted with age, and spec.encryption.age.identitySecretRef does not "
                + "say where the private key is: name the secret and try again")
        : choice;
  }

  /** How each kind of source is looked up. */
  final class Choices {
    /** What schedules put on backups that they make. */
    private static final String SCHEDULE_LABEL = "etcd.keelson.dev/schedule";

    private Choices() {}

    static boolean cannotDecrypt(ResolvedSource source) {
      BackupEncryptionSpec encryption = source.encryption();
      return encryption != null
          && encryption.age() != null
          && encryption.age().identitySecretRef() == null;
    }

    static SourceChoice named(
        RestoreSeen seen, String name, @Nullable BackupEncryptionSpec encryption) {
      return seen.backups().stream()
          .filter(backup -> backup.getMetadata().getName().equals(name))
          .findFirst()
          .map(backup -> of(backup, encryption))
          .orElse(
              new Awaited(
                  "BackupMissing", "there is no EtcdBackup " + name + " in this namespace"));
    }

    private static SourceChoice of(EtcdBackup backup, @Nullable BackupEncryptionSpec encryption) {
      String name = backup.getMetadata().getName();
      Optional<Condition> verified = backup.statusOrEmpty().condition(BackupConditionType.VERIFIED);
      if (verified.filter(c -> c.status() == ConditionStatus.FALSE).isPresent()
          && backup.statusOrEmpty().verification() != null) {
        return new Hopeless(
            "BackupDamaged",
            "EtcdBackup %s was not found well when it was verified last (%s: %s): choose another"
                .formatted(name, verified.get().reason(), verified.get().message()));
      }
      if (backup.statusOrEmpty().is(BackupConditionType.UPLOADED)) {
        return new Found(Sources.of(backup, encryption));
      }
      return backup.statusOrEmpty().phase() == BackupPhase.FAILED
          ? new Hopeless(
              "BackupFailed", "EtcdBackup %s did not succeed: choose another".formatted(name))
          : new Awaited("BackupIncomplete", "EtcdBackup %s is not complete yet".formatted(name));
    }

    static SourceChoice latest(
        RestoreSeen seen, LatestSourceSpec wanted, @Nullable BackupEncryptionSpec encryption) {
      return seen.backups().stream()
          .filter(backup -> isOf(backup, wanted))
          .filter(backup -> backup.getMetadata().getDeletionTimestamp() == null)
          .filter(backup -> backup.statusOrEmpty().is(BackupConditionType.UPLOADED))
          .filter(backup -> isGood(backup, wanted.verifiedOnly()))
          .max(Comparator.comparing(Choices::taken))
          .<SourceChoice>map(backup -> new Found(Sources.of(backup, encryption)))
          .orElse(
              new Awaited(
                  "NoBackup",
                  "no complete%s backup of %s is there"
                      .formatted(
                          wanted.verifiedOnly() ? " and verified" : "",
                          wanted.scheduleRef() != null
                              ? "EtcdBackupSchedule " + wanted.scheduleRef()
                              : "EtcdCluster " + wanted.clusterName())));
    }

    private static boolean isOf(EtcdBackup backup, LatestSourceSpec wanted) {
      if (wanted.scheduleRef() == null) {
        ClusterRef cluster = backup.getSpec().clusterRef();
        return cluster != null && cluster.name().equals(wanted.clusterName());
      }
      var labels = backup.getMetadata().getLabels();
      return labels != null && wanted.scheduleRef().equals(labels.get(SCHEDULE_LABEL));
    }

    private static boolean isGood(EtcdBackup backup, boolean verifiedOnly) {
      boolean bad =
          backup
              .statusOrEmpty()
              .condition(BackupConditionType.VERIFIED)
              .filter(c -> c.status() == ConditionStatus.FALSE)
              .isPresent();
      return verifiedOnly ? backup.statusOrEmpty().is(BackupConditionType.VERIFIED) : !bad;
    }

    private static Instant taken(EtcdBackup backup) {
      String time = backup.statusOrEmpty().snapshotTime();
      return Instant.parse(
          Objects.requireNonNullElse(
              time,
              Objects.requireNonNullElse(
                  backup.getMetadata().getCreationTimestamp(), Instant.EPOCH.toString())));
    }

    static SourceChoice external(RestoreSeen seen, EtcdRestoreSpec spec) {
      String name = seen.restore().getMetadata().getName() + "-source";
      Optional<EtcdBackup> taken =
          seen.backups().stream()
              .filter(backup -> backup.getMetadata().getName().equals(name))
              .findFirst();
      if (taken.isPresent()) {
        boolean ours =
            taken.get().getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> owner.getUid().equals(seen.restore().getMetadata().getUid()));
        return ours
            ? of(taken.get(), spec.encryption())
            : new Hopeless(
                "BackupExists",
                "EtcdBackup %s is there and belongs to somebody else: delete or rename it"
                    .formatted(name));
      }
      EtcdBackupSpec usual = EtcdBackupSpec.ofCluster("");
      return new Needed(
          new RestoreStep.TakeBackup(
              name,
              new EtcdBackupSpec(
                  null,
                  spec.source().externalCluster(),
                  spec.source().target(),
                  usual.type(),
                  usual.source(),
                  usual.compression(),
                  spec.encryption(),
                  usual.verify(),
                  new BackupRetentionSpec(DeletePolicy.DELETE_OBJECT, null),
                  spec.deadline(),
                  usual.retries(),
                  spec.jobTemplate(),
                  usual.throttle(),
                  usual.copyTo())));
    }
  }
}
