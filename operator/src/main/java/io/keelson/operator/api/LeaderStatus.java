package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** Who leads. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LeaderStatus(
    @Nullable @Size(max = 63) String member,
    @Nullable @Size(max = 16) String id,
    @Nullable @Size(max = 40) String since,
    @Nullable @Size(max = 20) String term) {}
