package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * The backups of a cluster in short.
 *
 * @param lastSuccess when the snapshot of the newest complete one was taken
 * @param lastVerified when one was last found good
 * @param lastRevision the newest revision that is in one
 * @param rto how long the last restore for verification took, in seconds
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BackupSummary(
    @Nullable @Size(max = 40) String lastSuccess,
    @Nullable @Size(max = 40) String lastVerified,
    @Nullable @Size(max = 20) String lastRevision,
    @Nullable Double rto) {}
