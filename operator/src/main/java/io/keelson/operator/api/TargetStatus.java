package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** The change that is running. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TargetStatus(
    @Nullable @Size(max = 64) String hash,
    @Nullable Integer replicas,
    @Nullable @Size(max = 12) String version,
    @Nullable @Size(max = 40) String since,
    @Nullable @Size(max = 40) String deadline) {}
