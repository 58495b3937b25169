package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * How versions change.
 *
 * @param maxBackupAge before the minor version changes, a backup is taken unless there is one that
 *     is no older
 * @param backupTarget where it is kept; spec.backup.target where none is given
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UpgradeSpec(
    @Default("2m") @Pattern(Durations.PATTERN) @Size(max = 32) String canarySoak,
    @Default("15m") @Pattern(Durations.PATTERN) @Size(max = 32) String maxBackupAge,
    @Nullable BackupTargetSpec backupTarget,
    @Default("false") boolean allowDowngrade) {
  /** Puts the schema's default wherever nothing is given. */
  public UpgradeSpec {
    canarySoak = Given.or(canarySoak, "2m");
    maxBackupAge = Given.or(maxBackupAge, "15m");
  }

  /** Two minutes for the first member, upwards only. */
  public static UpgradeSpec defaults() {
    return new UpgradeSpec("2m", "15m", null, false);
  }
}
