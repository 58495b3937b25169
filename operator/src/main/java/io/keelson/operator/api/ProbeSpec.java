package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/**
 * What a restored backup must contain.
 *
 * @param keys keys that must be there
 * @param minKeys how many there must be at least
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProbeSpec(@Size(max = 64) List<String> keys, @Default("0") @Min(0) Long minKeys) {
  /** Puts the schema's default wherever nothing is given. */
  public ProbeSpec {
    keys = Given.list(keys);
    minKeys = Given.or(minKeys, 0L);
  }

  /** Nothing in particular. */
  public static ProbeSpec none() {
    return new ProbeSpec(List.of(), 0L);
  }
}
