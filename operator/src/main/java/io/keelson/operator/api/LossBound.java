package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * The most that can be lost, as far as was observed.
 *
 * @param revisions at most so many
 * @param seconds written within so many seconds before the quorum was lost; none: not known
 * @param basis what that follows from
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LossBound(
    @Nullable @Size(max = 20) String revisions,
    @Nullable Long seconds,
    @Nullable @Size(max = 512) String basis) {}
