package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** What the members of a cluster know each other by. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClusterIdentity(
    @Nullable @Size(max = 16) String clusterID,
    @Nullable @Size(max = 128) String clusterToken,
    @Nullable Integer incarnation) {}
