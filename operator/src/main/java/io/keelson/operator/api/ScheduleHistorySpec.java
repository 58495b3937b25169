package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/**
 * Which backups stay that are of no use.
 *
 * @param failed how many that failed or were found damaged; the newest run stays in any case
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ScheduleHistorySpec(@Default("3") @Min(0) @Max(100) Integer failed) {
  /** Puts the schema's default wherever nothing is given. */
  public ScheduleHistorySpec {
    failed = Given.or(failed, 3);
  }

  /** Three. */
  public static ScheduleHistorySpec defaults() {
    return new ScheduleHistorySpec(3);
  }
}
