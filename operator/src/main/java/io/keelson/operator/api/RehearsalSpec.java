package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/**
 * How backups are proven again and again.
 *
 * @param every after so many new backups, or after so long; {@code "0"} for never
 * @param level of the newest; all others that stay are read again
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RehearsalSpec(
    @Default("1d") @Pattern(PATTERN) @Size(max = 32) String every,
    @Default("Restore") VerifyLevel level) {
  /** A number of backups, or a duration. */
  public static final String PATTERN = "^([0-9]{1,4}|([0-9]{1,9}(s|m|h|d)){1,4})$";

  /** Puts the schema's default wherever nothing is given. */
  public RehearsalSpec {
    every = Given.or(every, "1d");
    level = Given.or(level, VerifyLevel.RESTORE);
  }

  /** A restore every day. */
  public static RehearsalSpec defaults() {
    return new RehearsalSpec("1d", VerifyLevel.RESTORE);
  }
}
