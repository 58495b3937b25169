package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * What the container told that brought the data.
 *
 * @param revision of the backup
 * @param bumpedTo the revision that the cluster begins with
 * @param snapshotTime when the backup was taken
 * @param hash over all keys, which was compared with that of the backup
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RestoreResult(
    @Nullable @Size(max = 20) String revision,
    @Nullable @Size(max = 20) String bumpedTo,
    @Nullable @Size(max = 40) String snapshotTime,
    @Nullable Long keys,
    @Nullable Long leases,
    @Nullable Boolean authEnabled,
    @Nullable @Size(max = 20) String hash) {}
