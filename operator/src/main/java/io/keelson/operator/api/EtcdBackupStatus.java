package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.crd.generator.annotation.SelectableField;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of a backup.
 *
 * @param size of the database in bytes, as restored
 * @param sizeText the same for people
 * @param compressedSize of the stored object in bytes
 * @param sha256 of the stored object
 * @param snapshotTime when the snapshot was taken, by the clock of the member that gave it
 * @param attempts how many jobs have been started for it
 * @param job the job that works on it now
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EtcdBackupStatus(
    @Nullable Long observedGeneration,
    @Nullable @SelectableField BackupPhase phase,
    @Nullable @Size(max = 40) String startTime,
    @Nullable @Size(max = 40) String completionTime,
    @Nullable @Size(max = 40) String expirationTime,
    @Nullable @Size(max = 40) String nextAttemptTime,
    @Nullable BackupResolved resolved,
    @Nullable BackupLocation location,
    @Nullable Long size,
    @Nullable @Size(max = 20) String sizeText,
    @Nullable Long compressedSize,
    @Nullable @Size(max = 64) String sha256,
    @Nullable @Size(max = 20) String revision,
    @Nullable @Size(max = 20) String raftTerm,
    @Nullable @Size(max = 20) String raftIndex,
    @Nullable @Size(max = 20) String consistentIndex,
    @Nullable HashKvStatus hashKV,
    @Nullable @Size(max = 16) String clusterID,
    @Nullable Integer clusterIncarnation,
    @Nullable @Size(max = 32) String serverVersion,
    @Nullable @Size(max = 32) String storageVersion,
    @Nullable Long keys,
    @Nullable Long leases,
    @Nullable Boolean authEnabled,
    @Nullable @Size(max = 128) String member,
    @Size(max = 16) List<String> members,
    @Nullable @Size(max = 40) String snapshotTime,
    @Nullable VerificationStatus verification,
    @Size(max = 3) List<BackupCopyStatus> copies,
    @Nullable Integer attempts,
    @Nullable @Size(max = 63) String job,
    @Nullable @Size(max = 1024) String message,
    @Size(max = 8) List<Condition> conditions) {
  /** Puts the schema's default wherever nothing is given. */
  public EtcdBackupStatus {
    members = Given.list(members);
    copies = Given.list(copies);
    conditions = Given.list(conditions);
  }

  /** Nothing known. */
  public static EtcdBackupStatus empty() {
    return new EtcdBackupStatusBuilder().build();
  }

  /** A builder that starts with this status. */
  public EtcdBackupStatusBuilder toBuilder() {
    return new EtcdBackupStatusBuilder(this);
  }

  /** The condition of a type, if it is there. */
  public Optional<Condition> condition(BackupConditionType type) {
    return conditions.stream()
        .filter(condition -> condition.type().equals(type.text()))
        .findFirst();
  }

  /** Whether the condition of a type is there and True. */
  public boolean is(BackupConditionType type) {
    return condition(type).filter(c -> c.status() == ConditionStatus.TRUE).isPresent();
  }
}
