package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;

/** How a cluster begins; empty without this. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BootstrapSpec(@Required BootstrapRestoreSpec restore) {
  /** Puts the schema's default wherever nothing is given. */
  public BootstrapSpec {
    restore =
        Given.or(
            restore, new BootstrapRestoreSpec(null, null, null, "Auto", true, false, false, false));
  }
}
