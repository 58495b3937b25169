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

/** What the backups of a schedule are like: {@link EtcdBackupSpec} without the cluster. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        "duration(self.deadline) >= duration('1m') && duration(self.deadline) <= duration('24h')",
    message = "deadline must be between 1m and 24h")
public record BackupTemplateSpec(
    @Nullable BackupTargetSpec target,
    @Default("Full") BackupType type,
    @Default("{}") BackupSourceSpec source,
    @Default("{}") CompressionSpec compression,
    @Nullable BackupEncryptionSpec encryption,
    @Default("{}") VerifySpec verify,
    @Default("{}") TemplateRetentionSpec retention,
    @Default("1h") @Pattern(Durations.SHORT) @Size(max = 16) String deadline,
    @Default("3") @Min(0) @Max(10) Integer retries,
    @Default("{}") BackupJobSpec jobTemplate,
    @Default("{}") ThrottleSpec throttle,
    @Size(max = 3) List<BackupTargetSpec> copyTo) {
  /** Puts the schema's default wherever nothing is given. */
  public BackupTemplateSpec {
    type = Given.or(type, BackupType.FULL);
    source = Given.or(source, BackupSourceSpec.defaults());
    compression = Given.or(compression, CompressionSpec.defaults());
    verify = Given.or(verify, VerifySpec.defaults());
    retention = Given.or(retention, TemplateRetentionSpec.defaults());
    deadline = Given.or(deadline, "1h");
    retries = Given.or(retries, 3);
    jobTemplate = Given.or(jobTemplate, BackupJobSpec.defaults());
    throttle = Given.or(throttle, ThrottleSpec.none());
    copyTo = Given.list(copyTo);
  }

  /** All as by default, to the target that each cluster names. */
  public static BackupTemplateSpec defaults() {
    return new BackupTemplateSpec(
        null,
        BackupType.FULL,
        BackupSourceSpec.defaults(),
        CompressionSpec.defaults(),
        null,
        VerifySpec.defaults(),
        TemplateRetentionSpec.defaults(),
        "1h",
        3,
        BackupJobSpec.defaults(),
        ThrottleSpec.none(),
        List.of());
  }

  /** The specification of a backup of a cluster. */
  public EtcdBackupSpec of(String cluster) {
    return new EtcdBackupSpec(
        new ClusterRef(cluster),
        null,
        target,
        type,
        source,
        compression,
        encryption,
        verify,
        new BackupRetentionSpec(retention.deletePolicy(), null),
        deadline,
        retries,
        jobTemplate,
        throttle,
        copyTo);
  }
}
