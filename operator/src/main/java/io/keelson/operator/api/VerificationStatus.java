package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * The last verification of a backup.
 *
 * @param restoreSeconds how long a restore took until the keys could be read; with level Restore
 *     only
 * @param reason why it failed
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VerificationStatus(
    @Nullable VerifyLevel level,
    @Nullable VerifyResult result,
    @Nullable @Size(max = 40) String time,
    @Nullable Double restoreSeconds,
    @Nullable @Size(max = 64) String reason,
    @Nullable @Size(max = 1024) String message) {}
