package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * A folder of a volume.
 *
 * @param path the folder, relative to the top of the volume
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PvcTargetSpec(
    @Required @Size(min = 1, max = 253) String claimName,
    @Nullable @Size(min = 1, max = 256) @Pattern(BackupTargetSpec.PATH) String path) {
  /** Puts the schema's default wherever nothing is given. */
  public PvcTargetSpec {
    claimName = Given.or(claimName, "");
  }
}
