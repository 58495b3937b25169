package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.crd.generator.annotation.SelectableField;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of a restore.
 *
 * @param source where the data comes from, for people
 * @param resolvedSource the same for the operator; decided once
 * @param restoredRevision the revision of the backup
 * @param restoredTime when the backup was taken
 * @param bumpedTo the revision that the cluster went on with
 * @param loss what is lost at most, for people
 * @param unavailableSeconds how long clients were locked out
 * @param hashVerified the restored keys have the hash that the backup had
 * @param quarantine claims of volumes that are kept in case it is undone
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EtcdRestoreStatus(
    @Nullable Long observedGeneration,
    @Nullable @SelectableField RestorePhase phase,
    @Nullable @Size(max = 40) String startTime,
    @Nullable @Size(max = 40) String completionTime,
    @Nullable @Size(max = 128) String source,
    @Nullable ResolvedSource resolvedSource,
    @Nullable RehearsalStatus rehearsal,
    @Size(max = 8) List<RestoreStepStatus> steps,
    @Nullable @Size(max = 20) String restoredRevision,
    @Nullable @Size(max = 40) String restoredTime,
    @Nullable @Size(max = 20) String bumpedTo,
    @Nullable Long keys,
    @Nullable Long leases,
    @Nullable Boolean authEnabled,
    @Nullable LossBound lossBound,
    @Nullable @Size(max = 64) String loss,
    @Nullable Long unavailableSeconds,
    @Nullable Boolean hashVerified,
    @Size(max = 16) List<String> quarantine,
    @Nullable @Size(max = 1024) String message,
    @Size(max = 8) List<Condition> conditions) {
  /** Puts the schema's default wherever nothing is given. */
  public EtcdRestoreStatus {
    steps = Given.list(steps);
    quarantine = Given.list(quarantine);
    conditions = Given.list(conditions);
  }

  /** Nothing known. */
  public static EtcdRestoreStatus empty() {
    return new EtcdRestoreStatusBuilder().build();
  }

  /** A builder that starts with this status. */
  public EtcdRestoreStatusBuilder toBuilder() {
    return new EtcdRestoreStatusBuilder(this);
  }

  /** The condition of a type, if it is there. */
  public Optional<Condition> condition(RestoreConditionType type) {
    return conditions.stream()
        .filter(condition -> condition.type().equals(type.text()))
        .findFirst();
  }
}
