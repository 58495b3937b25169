package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** What the placement of the members survives. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AvailabilityStatus(
    @Nullable Boolean survivesNodeLoss,
    @Nullable Boolean survivesZoneLoss,
    @Nullable @Size(max = 256) String worstDomain) {}
