package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** One step of a restore. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RestoreStepStatus(
    @Required @Size(min = 1, max = 32) String name,
    @Nullable StepState state,
    @Nullable @Size(max = 40) String start,
    @Nullable @Size(max = 40) String end,
    @Nullable @Size(max = 512) String message) {
  /** Puts the schema's default wherever nothing is given. */
  public RestoreStepStatus {
    name = Given.or(name, "");
  }
}
