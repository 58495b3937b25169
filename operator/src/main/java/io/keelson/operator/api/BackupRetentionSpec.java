package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * How long a backup stays.
 *
 * @param expireAfter the EtcdBackup is deleted so long after the backup was complete
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BackupRetentionSpec(
    @Default("Keep") DeletePolicy deletePolicy,
    @Nullable @Pattern(Durations.PATTERN) @Size(max = 32) String expireAfter) {
  /** Puts the schema's default wherever nothing is given. */
  public BackupRetentionSpec {
    deletePolicy = Given.or(deletePolicy, DeletePolicy.KEEP);
  }

  /** For ever. */
  public static BackupRetentionSpec defaults() {
    return new BackupRetentionSpec(DeletePolicy.KEEP, null);
  }
}
