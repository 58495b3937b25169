package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a schedule did, of all its clusters together: of times the one that says most about what is
 * wrong, so the earliest of last successes, and of next starts.
 *
 * @param observedSchedule the times that the rest was made with
 * @param cluster the cluster, or how many there are
 * @param observedRPO how old the newest good backup is, of the cluster whose is oldest; rounded
 * @param observedRTO how long the last rehearsed restore took, of the cluster whose took longest
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EtcdBackupScheduleStatus(
    @Nullable Long observedGeneration,
    @Nullable @Size(max = 200) String observedSchedule,
    @Nullable @Size(max = 64) String cluster,
    @Nullable @Size(max = 40) String lastScheduleTime,
    @Nullable @Size(max = 40) String nextScheduleTime,
    @Nullable @Size(max = 40) String lastSuccessfulTime,
    @Nullable @Size(max = 63) String lastSuccessfulBackup,
    @Nullable @Size(max = 40) String lastVerifiedTime,
    @Nullable LastFailureStatus lastFailure,
    @Size(max = 64) List<String> active,
    @Nullable Integer retained,
    @Nullable Long retainedBytes,
    @Nullable Long missed,
    @Nullable @Size(max = 20) String observedRPO,
    @Nullable @Size(max = 20) String observedRTO,
    @Size(max = 64) List<ScheduledClusterStatus> clusters,
    @Size(max = 8) List<Condition> conditions) {
  /** Puts the schema's default wherever nothing is given. */
  public EtcdBackupScheduleStatus {
    active = Given.list(active);
    clusters = Given.list(clusters);
    conditions = Given.list(conditions);
  }

  /** Nothing known. */
  public static EtcdBackupScheduleStatus empty() {
    return new EtcdBackupScheduleStatus(
        null, null, null, null, null, null, null, null, null, List.of(), null, null, null, null,
        null, List.of(), List.of());
  }

  /** The same with other conditions. */
  public EtcdBackupScheduleStatus withConditions(List<Condition> changed) {
    return new EtcdBackupScheduleStatus(
        observedGeneration,
        observedSchedule,
        cluster,
        lastScheduleTime,
        nextScheduleTime,
        lastSuccessfulTime,
        lastSuccessfulBackup,
        lastVerifiedTime,
        lastFailure,
        active,
        retained,
        retainedBytes,
        missed,
        observedRPO,
        observedRTO,
        clusters,
        changed);
  }

  /** The condition of a type, if it is there. */
  public Optional<Condition> condition(ScheduleConditionType type) {
    return conditions.stream()
        .filter(condition -> condition.type().equals(type.text()))
        .findFirst();
  }

  /** What is known of a cluster. */
  public Optional<ScheduledClusterStatus> cluster(String name) {
    return clusters.stream().filter(one -> one.name().equals(name)).findFirst();
  }
}
