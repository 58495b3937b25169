package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * What all backups of a cluster have in common.
 *
 * @param target of backups that name none
 * @param encryption of backups that name neither target nor encryption
 * @param maxAge the condition BackupHealthy is False when the newest backup is older
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClusterBackupSpec(
    @Nullable BackupTargetSpec target,
    @Nullable BackupEncryptionSpec encryption,
    @Nullable @Pattern(Durations.PATTERN) @Size(max = 32) String maxAge) {

  /** Nothing. */
  public static ClusterBackupSpec none() {
    return new ClusterBackupSpec(null, null, null);
  }
}
