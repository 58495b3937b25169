package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** One check before a new version. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UpgradeCheck(
    @Required @Size(max = 64) String name, boolean ok, @Nullable @Size(max = 1024) String message) {
  /** Puts the schema's default wherever nothing is given. */
  public UpgradeCheck {
    name = Given.or(name, "");
  }
}
