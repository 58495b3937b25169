package io.keelson.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A revision, and when it was seen. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BeaconPoint(
    @Required @Size(max = 40) String time, @Required @Size(max = 20) String revision) {
  /** Puts the schema's default wherever nothing is given. */
  public BeaconPoint {
    time = Given.or(time, "");
    revision = Given.or(revision, "0");
  }
}
