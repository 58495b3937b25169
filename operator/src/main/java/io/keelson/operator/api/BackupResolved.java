package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** What a backup took from its cluster when it began: a later change of that does not move it. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BackupResolved(
    @Nullable BackupTargetSpec target, @Nullable BackupEncryptionSpec encryption) {}
