package io.keelson.operator.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds an {@link EtcdBackupStatus} field by field; null means not known. One thread only. */
public final class EtcdBackupStatusBuilder {
  private @Nullable Long observedGeneration;
  private @Nullable BackupPhase phase;
  private @Nullable String startTime;
  private @Nullable String completionTime;
  private @Nullable String expirationTime;
  private @Nullable String nextAttemptTime;
  private @Nullable BackupResolved resolved;
  private @Nullable BackupLocation location;
  private @Nullable Long size;
  private @Nullable String sizeText;
  private @Nullable Long compressedSize;
  private @Nullable String sha256;
  private @Nullable String revision;
  private @Nullable String raftTerm;
  private @Nullable String raftIndex;
  private @Nullable String consistentIndex;
  private @Nullable HashKvStatus hashKV;
  private @Nullable String clusterID;
  private @Nullable Integer clusterIncarnation;
  private @Nullable String serverVersion;
  private @Nullable String storageVersion;
  private @Nullable Long keys;
  private @Nullable Long leases;
  private @Nullable Boolean authEnabled;
  private @Nullable String member;
  private List<String> members = List.of();
  private @Nullable String snapshotTime;
  private @Nullable VerificationStatus verification;
  private List<BackupCopyStatus> copies = List.of();
  private @Nullable Integer attempts;
  private @Nullable String job;
  private @Nullable String message;
  private List<Condition> conditions = List.of();

  /** Starts with nothing known. */
  public EtcdBackupStatusBuilder() {}

  EtcdBackupStatusBuilder(EtcdBackupStatus status) {
    observedGeneration = status.observedGeneration();
    phase = status.phase();
    startTime = status.startTime();
    completionTime = status.completionTime();
    expirationTime = status.expirationTime();
    nextAttemptTime = status.nextAttemptTime();
    resolved = status.resolved();
    location = status.location();
    size = status.size();
    sizeText = status.sizeText();
    compressedSize = status.compressedSize();
    sha256 = status.sha256();
    revision = status.revision();
    raftTerm = status.raftTerm();
    raftIndex = status.raftIndex();
    consistentIndex = status.consistentIndex();
    hashKV = status.hashKV();
    clusterID = status.clusterID();
    clusterIncarnation = status.clusterIncarnation();
    serverVersion = status.serverVersion();
    storageVersion = status.storageVersion();
    keys = status.keys();
    leases = status.leases();
    authEnabled = status.authEnabled();
    member = status.member();
    members = status.members();
    snapshotTime = status.snapshotTime();
    verification = status.verification();
    copies = status.copies();
    attempts = status.attempts();
    job = status.job();
    message = status.message();
    conditions = status.conditions();
  }

  /** Sets {@code status.observedGeneration}. */
  public EtcdBackupStatusBuilder observedGeneration(@Nullable Long value) {
    observedGeneration = value;
    return this;
  }

  /** Sets {@code status.phase}. */
  public EtcdBackupStatusBuilder phase(@Nullable BackupPhase value) {
    phase = value;
    return this;
  }

  /** Sets {@code status.startTime}. */
  public EtcdBackupStatusBuilder startTime(@Nullable String value) {
    startTime = value;
    return this;
  }

  /** Sets {@code status.completionTime}. */
  public EtcdBackupStatusBuilder completionTime(@Nullable String value) {
    completionTime = value;
    return this;
  }

  /** Sets {@code status.expirationTime}. */
  public EtcdBackupStatusBuilder expirationTime(@Nullable String value) {
    expirationTime = value;
    return this;
  }

  /** Sets {@code status.nextAttemptTime}. */
  public EtcdBackupStatusBuilder nextAttemptTime(@Nullable String value) {
    nextAttemptTime = value;
    return this;
  }

  /** Sets {@code status.resolved}. */
  public EtcdBackupStatusBuilder resolved(@Nullable BackupResolved value) {
    resolved = value;
    return this;
  }

  /** Sets {@code status.location}. */
  public EtcdBackupStatusBuilder location(@Nullable BackupLocation value) {
    location = value;
    return this;
  }

  /** Sets {@code status.size}. */
  public EtcdBackupStatusBuilder size(@Nullable Long value) {
    size = value;
    return this;
  }

  /** Sets {@code status.sizeText}. */
  public EtcdBackupStatusBuilder sizeText(@Nullable String value) {
    sizeText = value;
    return this;
  }

  /** Sets {@code status.compressedSize}. */
  public EtcdBackupStatusBuilder compressedSize(@Nullable Long value) {
    compressedSize = value;
    return this;
  }

  /** Sets {@code status.sha256}. */
  public EtcdBackupStatusBuilder sha256(@Nullable String value) {
    sha256 = value;
    return this;
  }

  /** Sets {@code status.revision}. */
  public EtcdBackupStatusBuilder revision(@Nullable String value) {
    revision = value;
    return this;
  }

  /** Sets {@code status.raftTerm}. */
  public EtcdBackupStatusBuilder raftTerm(@Nullable String value) {
    raftTerm = value;
    return this;
  }

  /** Sets {@code status.raftIndex}. */
  public EtcdBackupStatusBuilder raftIndex(@Nullable String value) {
    raftIndex = value;
    return this;
  }

  /** Sets {@code status.consistentIndex}. */
  public EtcdBackupStatusBuilder consistentIndex(@Nullable String value) {
    consistentIndex = value;
    return this;
  }

  /** Sets {@code status.hashKV}. */
  public EtcdBackupStatusBuilder hashKV(@Nullable HashKvStatus value) {
    hashKV = value;
    return this;
  }

  /** Sets {@code status.clusterID}. */
  public EtcdBackupStatusBuilder clusterID(@Nullable String value) {
    clusterID = value;
    return this;
  }

  /** Sets {@code status.clusterIncarnation}. */
  public EtcdBackupStatusBuilder clusterIncarnation(@Nullable Integer value) {
    clusterIncarnation = value;
    return this;
  }

  /** Sets {@code status.serverVersion}. */
  public EtcdBackupStatusBuilder serverVersion(@Nullable String value) {
    serverVersion = value;
    return this;
  }

  /** Sets {@code status.storageVersion}. */
  public EtcdBackupStatusBuilder storageVersion(@Nullable String value) {
    storageVersion = value;
    return this;
  }

  /** Sets {@code status.keys}. */
  public EtcdBackupStatusBuilder keys(@Nullable Long value) {
    keys = value;
    return this;
  }

  /** Sets {@code status.leases}. */
  public EtcdBackupStatusBuilder leases(@Nullable Long value) {
    leases = value;
    return this;
  }

  /** Sets {@code status.authEnabled}. */
  public EtcdBackupStatusBuilder authEnabled(@Nullable Boolean value) {
    authEnabled = value;
    return this;
  }

  /** Sets {@code status.member}. */
  public EtcdBackupStatusBuilder member(@Nullable String value) {
    member = value;
    return this;
  }

  /** Sets {@code status.members}. */
  public EtcdBackupStatusBuilder members(List<String> value) {
    members = value;
    return this;
  }

  /** Sets {@code status.snapshotTime}. */
  public EtcdBackupStatusBuilder snapshotTime(@Nullable String value) {
    snapshotTime = value;
    return this;
  }

  /** Sets {@code status.verification}. */
  public EtcdBackupStatusBuilder verification(@Nullable VerificationStatus value) {
    verification = value;
    return this;
  }

  /** Sets {@code status.copies}. */
  public EtcdBackupStatusBuilder copies(List<BackupCopyStatus> value) {
    copies = value;
    return this;
  }

  /** Sets {@code status.attempts}. */
  public EtcdBackupStatusBuilder attempts(@Nullable Integer value) {
    attempts = value;
    return this;
  }

  /** Sets {@code status.job}. */
  public EtcdBackupStatusBuilder job(@Nullable String value) {
    job = value;
    return this;
  }

  /** Sets {@code status.message}. */
  public EtcdBackupStatusBuilder message(@Nullable String value) {
    message = value;
    return this;
  }

  /** Sets {@code status.conditions}. */
  public EtcdBackupStatusBuilder conditions(List<Condition> value) {
    conditions = value;
    return this;
  }

  /** The status as set so far. */
  public EtcdBackupStatus build() {
    return new EtcdBackupStatus(
        observedGeneration,
        phase,
        startTime,
        completionTime,
        expirationTime,
        nextAttemptTime,
        resolved,
        location,
        size,
        sizeText,
        compressedSize,
        sha256,
        revision,
        raftTerm,
        raftIndex,
        consistentIndex,
        hashKV,
        clusterID,
        clusterIncarnation,
        serverVersion,
        storageVersion,
        keys,
        leases,
        authEnabled,
        member,
        members,
        snapshotTime,
        verification,
        copies,
        attempts,
        job,
        message,
        conditions);
  }
}
