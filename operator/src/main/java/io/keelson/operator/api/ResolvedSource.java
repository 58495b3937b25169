package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * Where the data of a restore lies. Decided once.
 *
 * @param backup the EtcdBackup, if there is one
 * @param key what the keys of the backup begin with
 * @param rawKey the key of a plain snapshot file, instead
 * @param sha256 of the stored object, where known
 * @param revision of the backup, where known
 * @param snapshotTime when it was taken, where known
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ResolvedSource(
    @Nullable @Size(max = 63) String backup,
    @Nullable BackupTargetSpec target,
    @Nullable @Size(max = 512) String key,
    @Nullable @Size(max = 512) String rawKey,
    @Nullable @Size(max = 64) String sha256,
    @Nullable BackupEncryptionSpec encryption,
    @Nullable @Size(max = 20) String revision,
    @Nullable @Size(max = 40) String snapshotTime) {}
