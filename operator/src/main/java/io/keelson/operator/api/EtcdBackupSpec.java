package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is backed up, to where and how.
 *
 * @param deadline for all attempts together
 * @param retries attempts after the first
 * @param copyTo more targets that the stored object is copied to
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "(has(self.clusterRef) ? 1 : 0) + (has(self.external) ? 1 : 0) == 1",
    message = "spec must have exactly one of clusterRef and external")
@ValidationRule(
    value = "has(self.target) || has(self.clusterRef)",
    message = "target is needed with external: only an EtcdCluster can have a default one")
@ValidationRule(
    value =
        "duration(self.deadline) >= duration('1m') && duration(self.deadline) <= duration('24h')",
    message = "deadline must be between 1m and 24h")
public record EtcdBackupSpec(
    @Nullable ClusterRef clusterRef,
    @Nullable ExternalClusterSpec external,
    @Nullable BackupTargetSpec target,
    @Default("Full") BackupType type,
    @Default("{}") BackupSourceSpec source,
    @Default("{}") CompressionSpec compression,
    @Nullable BackupEncryptionSpec encryption,
    @Default("{}") VerifySpec verify,
    @Default("{}") BackupRetentionSpec retention,
    @Default("1h") @Pattern(Durations.SHORT) @Size(max = 16) String deadline,
    @Default("3") @Min(0) @Max(10) Integer retries,
    @Default("{}") BackupJobSpec jobTemplate,
    @Default("{}") ThrottleSpec throttle,
    @Size(max = 3) List<BackupTargetSpec> copyTo) {
  /** Puts the schema's default wherever nothing is given. */
  public EtcdBackupSpec {
    type = Given.or(type, BackupType.FULL);
    source = Given.or(source, BackupSourceSpec.defaults());
    compression = Given.or(compression, CompressionSpec.defaults());
    verify = Given.or(verify, VerifySpec.defaults());
    retention = Given.or(retention, BackupRetentionSpec.defaults());
    deadline = Given.or(deadline, "1h");
    retries = Given.or(retries, 3);
    jobTemplate = Given.or(jobTemplate, BackupJobSpec.defaults());
    throttle = Given.or(throttle, ThrottleSpec.none());
    copyTo = Given.list(copyTo);
  }

  /** Of a cluster, with all defaults. */
  public static EtcdBackupSpec ofCluster(String cluster) {
    return new EtcdBackupSpec(
        new ClusterRef(cluster),
        null,
        null,
        BackupType.FULL,
        BackupSourceSpec.defaults(),
        CompressionSpec.defaults(),
        null,
        VerifySpec.defaults(),
        BackupRetentionSpec.defaults(),
        "1h",
        3,
        BackupJobSpec.defaults(),
        ThrottleSpec.none(),
        List.of());
  }
}
