package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * The backup that a cluster begins with.
 *
 * @param backupRef a complete EtcdBackup of the same namespace
 * @param source a backup in a store
 * @param encryption how it is encrypted, where that does not follow from the EtcdBackup
 * @param revisionBump how far revisions go on beyond those of the backup, so that no client sees
 *     one twice
 * @param markCompacted watchers are told that what was before is gone
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.backupRef) != has(self.source)",
    message = "bootstrap.restore must have exactly one of backupRef and source")
@ValidationRule(
    value = "self.revisionBump == 'Auto' || self.allowNoBump || int(self.revisionBump) > 0",
    message =
        "bootstrap.restore.revisionBump 0 lets revisions go back, which breaks caches of clients: "
            + "use Auto, or set allowNoBump")
public record BootstrapRestoreSpec(
    @Nullable @Size(min = 1, max = 63) String backupRef,
    @Nullable StoredBackupSpec source,
    @Nullable BackupEncryptionSpec encryption,
    @Default("Auto") @Pattern("^(Auto|[0-9]{1,18})$") @Size(max = 18) String revisionBump,
    @Default("true") Boolean markCompacted,
    @Default("false") boolean allowNoBump,
    @Default("false") boolean dropLeases,
    @Default("false") boolean dropAuth) {
  /** Puts the schema's default wherever nothing is given. */
  public BootstrapRestoreSpec {
    revisionBump = Given.or(revisionBump, "Auto");
    markCompacted = Given.or(markCompacted, true);
  }
}
