package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** The last backup that went wrong. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LastFailureStatus(
    @Nullable @Size(max = 40) String time,
    @Nullable @Size(max = 63) String backup,
    @Nullable @Size(max = 1024) String reason) {}
