package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * The trial of a backup before anything is touched.
 *
 * @param attempt counts the jobs, from 1
 * @param job the last of them
 * @param restoreSeconds how long the trial took until the keys could be read
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RehearsalStatus(
    @Nullable Integer attempt,
    @Nullable @Size(max = 63) String job,
    @Nullable @Size(max = 40) String nextAttemptTime,
    @Nullable Double restoreSeconds,
    @Nullable Long keys) {}
