package io.keelson.operator.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds a {@link EtcdClusterStatus} field by field; null means not known. One thread only. */
public final class EtcdClusterStatusBuilder {
  private @Nullable Long observedGeneration;
  private @Nullable ClusterPhase phase;
  private @Nullable Integer replicas;
  private @Nullable Integer readyReplicas;
  private @Nullable String selector;
  private @Nullable Integer voters;
  private @Nullable Integer learners;
  private @Nullable Integer healthyVoters;
  private @Nullable Integer quorum;
  private @Nullable Integer faultTolerance;
  private @Nullable String lastPollTime;
  private @Nullable String clusterID;
  private @Nullable String clusterToken;
  private @Nullable Integer incarnation;
  private @Nullable LeaderStatus leader;
  private @Nullable String version;
  private @Nullable String clusterVersion;
  private @Nullable String targetVersion;
  private @Nullable String revision;
  private @Nullable String dbSize;
  private @Nullable String dbSizeInUse;
  private @Nullable String quota;
  private @Nullable String ready;
  private List<MemberStatus> members = List.of();
  private @Nullable TargetStatus target;
  private @Nullable EffectiveStatus effective;
  private List<OperationStatus> operations = List.of();
  private @Nullable UpgradeStatus upgrade;
  private @Nullable AvailabilityStatus availability;
  private List<CertificateStatus> certificates = List.of();
  private @Nullable EndpointsStatus endpoints;
  private @Nullable BeaconStatus beacon;
  private @Nullable ClusterRestoreStatus restore;
  private @Nullable BackupSummary backup;
  private List<Condition> conditions = List.of();

  /** Starts with nothing known. */
  public EtcdClusterStatusBuilder() {}

  EtcdClusterStatusBuilder(EtcdClusterStatus status) {
    observedGeneration = status.observedGeneration();
    phase = status.phase();
    replicas = status.replicas();
    readyReplicas = status.readyReplicas();
    selector = status.selector();
    voters = status.voters();
    learners = status.learners();
    healthyVoters = status.healthyVoters();
    quorum = status.quorum();
    faultTolerance = status.faultTolerance();
    lastPollTime = status.lastPollTime();
    clusterID = status.clusterID();
    clusterToken = status.clusterToken();
    incarnation = status.incarnation();
    leader = status.leader();
    version = status.version();
    clusterVersion = status.clusterVersion();
    targetVersion = status.targetVersion();
    revision = status.revision();
    dbSize = status.dbSize();
    dbSizeInUse = status.dbSizeInUse();
    quota = status.quota();
    ready = status.ready();
    members = status.members();
    target = status.target();
    effective = status.effective();
    operations = status.operations();
    upgrade = status.upgrade();
    availability = status.availability();
    certificates = status.certificates();
    endpoints = status.endpoints();
    beacon = status.beacon();
    restore = status.restore();
    backup = status.backup();
    conditions = status.conditions();
  }

  /** Sets {@code status.observedGeneration}. */
  public EtcdClusterStatusBuilder observedGeneration(@Nullable Long value) {
    observedGeneration = value;
    return this;
  }

  /** Sets {@code status.phase}. */
  public EtcdClusterStatusBuilder phase(@Nullable ClusterPhase value) {
    phase = value;
    return this;
  }

  /** Sets {@code status.replicas}. */
  public EtcdClusterStatusBuilder replicas(@Nullable Integer value) {
    replicas = value;
    return this;
  }

  /** Sets {@code status.readyReplicas}. */
  public EtcdClusterStatusBuilder readyReplicas(@Nullable Integer value) {
    readyReplicas = value;
    return this;
  }

  /** Sets {@code status.selector}. */
  public EtcdClusterStatusBuilder selector(@Nullable String value) {
    selector = value;
    return this;
  }

  /** Sets {@code status.voters}. */
  public EtcdClusterStatusBuilder voters(@Nullable Integer value) {
    voters = value;
    return this;
  }

  /** Sets {@code status.learners}. */
  public EtcdClusterStatusBuilder learners(@Nullable Integer value) {
    learners = value;
    return this;
  }

  /** Sets {@code status.healthyVoters}. */
  public EtcdClusterStatusBuilder healthyVoters(@Nullable Integer value) {
    healthyVoters = value;
    return this;
  }

  /** Sets {@code status.quorum}. */
  public EtcdClusterStatusBuilder quorum(@Nullable Integer value) {
    quorum = value;
    return this;
  }

  /** Sets {@code status.faultTolerance}. */
  public EtcdClusterStatusBuilder faultTolerance(@Nullable Integer value) {
    faultTolerance = value;
    return this;
  }

  /** Sets {@code status.lastPollTime}. */
  public EtcdClusterStatusBuilder lastPollTime(@Nullable String value) {
    lastPollTime = value;
    return this;
  }

  /** Sets {@code status.clusterID}. */
  public EtcdClusterStatusBuilder clusterID(@Nullable String value) {
    clusterID = value;
    return this;
  }

  /** Sets {@code status.clusterToken}. */
  public EtcdClusterStatusBuilder clusterToken(@Nullable String value) {
    clusterToken = value;
    return this;
  }

  /** Sets {@code status.incarnation}. */
  public EtcdClusterStatusBuilder incarnation(@Nullable Integer value) {
    incarnation = value;
    return this;
  }

  /** Sets {@code status.leader}. */
  public EtcdClusterStatusBuilder leader(@Nullable LeaderStatus value) {
    leader = value;
    return this;
  }

  /** Sets {@code status.version}. */
  public EtcdClusterStatusBuilder version(@Nullable String value) {
    version = value;
    return this;
  }

  /** Sets {@code status.clusterVersion}. */
  public EtcdClusterStatusBuilder clusterVersion(@Nullable String value) {
    clusterVersion = value;
    return this;
  }

  /** Sets {@code status.targetVersion}. */
  public EtcdClusterStatusBuilder targetVersion(@Nullable String value) {
    targetVersion = value;
    return this;
  }

  /** Sets {@code status.revision}. */
  public EtcdClusterStatusBuilder revision(@Nullable String value) {
    revision = value;
    return this;
  }

  /** Sets {@code status.dbSize}. */
  public EtcdClusterStatusBuilder dbSize(@Nullable String value) {
    dbSize = value;
    return this;
  }

  /** Sets {@code status.dbSizeInUse}. */
  public EtcdClusterStatusBuilder dbSizeInUse(@Nullable String value) {
    dbSizeInUse = value;
    return this;
  }

  /** Sets {@code status.quota}. */
  public EtcdClusterStatusBuilder quota(@Nullable String value) {
    quota = value;
    return this;
  }

  /** Sets {@code status.ready}. */
  public EtcdClusterStatusBuilder ready(@Nullable String value) {
    ready = value;
    return this;
  }

  /** Sets {@code status.members}. */
  public EtcdClusterStatusBuilder members(List<MemberStatus> value) {
    members = value;
    return this;
  }

  /** Sets {@code status.target}. */
  public EtcdClusterStatusBuilder target(@Nullable TargetStatus value) {
    target = value;
    return this;
  }

  /** Sets {@code status.effective}. */
  public EtcdClusterStatusBuilder effective(@Nullable EffectiveStatus value) {
    effective = value;
    return this;
  }

  /** Sets {@code status.operations}. */
  public EtcdClusterStatusBuilder operations(List<OperationStatus> value) {
    operations = value;
    return this;
  }

  /** Sets {@code status.upgrade}. */
  public EtcdClusterStatusBuilder upgrade(@Nullable UpgradeStatus value) {
    upgrade = value;
    return this;
  }

  /** Sets {@code status.availability}. */
  public EtcdClusterStatusBuilder availability(@Nullable AvailabilityStatus value) {
    availability = value;
    return this;
  }

  /** Sets {@code status.certificates}. */
  public EtcdClusterStatusBuilder certificates(List<CertificateStatus> value) {
    certificates = value;
    return this;
  }

  /** Sets {@code status.endpoints}. */
  public EtcdClusterStatusBuilder endpoints(@Nullable EndpointsStatus value) {
    endpoints = value;
    return this;
  }

  /** Sets {@code status.beacon}. */
  public EtcdClusterStatusBuilder beacon(@Nullable BeaconStatus value) {
    beacon = value;
    return this;
  }

  /** Sets {@code status.restore}. */
  public EtcdClusterStatusBuilder restore(@Nullable ClusterRestoreStatus value) {
    restore = value;
    return this;
  }

  /** Sets {@code status.backup}. */
  public EtcdClusterStatusBuilder backup(@Nullable BackupSummary value) {
    backup = value;
    return this;
  }

  /** Sets {@code status.conditions}. */
  public EtcdClusterStatusBuilder conditions(List<Condition> value) {
    conditions = value;
    return this;
  }

  /** The status as set so far. */
  public EtcdClusterStatus build() {
    return new EtcdClusterStatus(
        observedGeneration,
        phase,
        replicas,
        readyReplicas,
        selector,
        voters,
        learners,
        healthyVoters,
        quorum,
        faultTolerance,
        lastPollTime,
        clusterID,
        clusterToken,
        incarnation,
        leader,
        version,
        clusterVersion,
        targetVersion,
        revision,
        dbSize,
        dbSizeInUse,
        quota,
        ready,
        members,
        target,
        effective,
        operations,
        upgrade,
        availability,
        certificates,
        endpoints,
        beacon,
        restore,
        backup,
        conditions);
  }
}
