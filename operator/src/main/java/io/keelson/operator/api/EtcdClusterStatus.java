package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.crd.generator.annotation.SelectableField;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.model.annotation.LabelSelector;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the operator last saw of a cluster. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EtcdClusterStatus(
    @Nullable Long observedGeneration,
    @Nullable @SelectableField ClusterPhase phase,
    @Nullable @StatusReplicas Integer replicas,
    @Nullable Integer readyReplicas,
    @Nullable @Size(max = 512) @LabelSelector String selector,
    @Nullable Integer voters,
    @Nullable Integer learners,
    @Nullable Integer healthyVoters,
    @Nullable Integer quorum,
    @Nullable Integer faultTolerance,
    @Nullable @Size(max = 40) String lastPollTime,
    @Nullable @Pattern("^[0-9a-f]{1,16}$") @Size(max = 16) String clusterID,
    @Nullable @Size(max = 128) String clusterToken,
    @Nullable Integer incarnation,
    @Nullable LeaderStatus leader,
    @Nullable @Size(max = 32) String version,
    @Nullable @Size(max = 32) String clusterVersion,
    @Nullable @Size(max = 32) String targetVersion,
    @Nullable @Size(max = 20) String revision,
    @Nullable @Size(max = 20) String dbSize,
    @Nullable @Size(max = 20) String dbSizeInUse,
    @Nullable @Size(max = 20) String quota,
    @Nullable @Size(max = 8) String ready,
    @Size(max = 12) List<MemberStatus> members,
    @Nullable TargetStatus target,
    @Nullable EffectiveStatus effective,
    @Size(max = 8) List<OperationStatus> operations,
    @Nullable UpgradeStatus upgrade,
    @Nullable AvailabilityStatus availability,
    @Size(max = 16) List<CertificateStatus> certificates,
    @Nullable EndpointsStatus endpoints,
    @Nullable BeaconStatus beacon,
    @Nullable ClusterRestoreStatus restore,
    @Nullable BackupSummary backup,
    @Size(max = 16) List<Condition> conditions) {
  /** Puts the schema's default wherever nothing is given. */
  public EtcdClusterStatus {
    members = Given.list(members);
    operations = Given.list(operations);
    certificates = Given.list(certificates);
    conditions = Given.list(conditions);
  }

  /** Nothing known. */
  public static EtcdClusterStatus empty() {
    return new EtcdClusterStatusBuilder().build();
  }

  /** A builder that starts with this status. */
  public EtcdClusterStatusBuilder toBuilder() {
    return new EtcdClusterStatusBuilder(this);
  }

  /** The condition of a type, if it is there. */
  public Optional<Condition> condition(String type) {
    return conditions.stream().filter(condition -> condition.type().equals(type)).findFirst();
  }
}
