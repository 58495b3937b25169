package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** Values that the operator derived. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EffectiveStatus(
    @Nullable @Size(max = 512) String image,
    @Nullable @Size(max = 253) String clusterDomain,
    @Nullable @Size(max = 20) String quotaBackendBytes) {}
