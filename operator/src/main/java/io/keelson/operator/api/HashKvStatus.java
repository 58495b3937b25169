package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** A hash over all keys, as a member's HashKV gave it. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HashKvStatus(
    @Nullable @Size(max = 20) String hash,
    @Nullable @Size(max = 20) String revision,
    @Nullable @Size(max = 20) String compactRevision) {}
