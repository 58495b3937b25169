package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * What backups are to achieve.
 *
 * @param rpo how old the newest good backup of a cluster may be
 * @param rto how long a restore may take, as rehearsed
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ObjectivesSpec(
    @Nullable @Pattern(Durations.PATTERN) @Size(max = 32) String rpo,
    @Nullable @Pattern(Durations.PATTERN) @Size(max = 32) String rto) {
  /** Nothing in particular. */
  public static ObjectivesSpec none() {
    return new ObjectivesSpec(null, null);
  }
}
