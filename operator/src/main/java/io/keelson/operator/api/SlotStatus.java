package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** What the operator remembers of a slot when its members are gone. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SlotStatus(
    @Required Integer slot,
    @Required Integer incarnation,
    @Required Integer failedJoins,
    @Nullable @Size(max = 40) String learnerSince) {
  /** Puts the schema's default wherever nothing is given. */
  public SlotStatus {
    slot = Given.or(slot, 0);
    incarnation = Given.or(incarnation, 0);
    failedJoins = Given.or(failedJoins, 0);
  }
}
