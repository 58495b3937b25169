package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** One step that is under way. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OperationStatus(
    @Nullable @Size(max = 64) String type,
    @Nullable @Size(max = 63) String member,
    @Nullable @Size(max = 64) String step,
    @Nullable @Size(max = 40) String since,
    @Nullable @Size(max = 256) String blockedBy,
    @Nullable @Size(max = 1024) String why) {}
