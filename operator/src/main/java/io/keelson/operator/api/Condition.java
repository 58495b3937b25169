package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** One condition, in the usual form. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Condition(
    @Required @Size(min = 1, max = 64) String type,
    @Required ConditionStatus status,
    @Required @Size(min = 1, max = 64) String reason,
    @Size(max = 1024) String message,
    @Nullable @Size(max = 40) String lastTransitionTime,
    @Nullable Long observedGeneration) {
  /** Puts the schema's default wherever nothing is given. */
  public Condition {
    type = Given.or(type, "");
    status = Given.or(status, ConditionStatus.UNKNOWN);
    reason = Given.or(reason, "");
    message = Given.or(message, "");
  }
}
